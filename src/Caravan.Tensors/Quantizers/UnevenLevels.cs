// The sixteen levels of IQ4_NL and IQ4_XS, found by comparing with the midpoints between them.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Quantizers;

/// <summary><see cref="IQ4Levels"/>; a value half-way between two levels takes the upper one, as in ggml.</summary>
internal readonly struct UnevenLevels : ILevels
{
    /// <inheritdoc/>
    public float Lowest => IQ4Levels.Values[0];

    /// <inheritdoc/>
    public float Highest => IQ4Levels.Values[^1];

    private static ReadOnlySpan<float> Midpoints =>
        [-115.5f, -93.5f, -74, -57, -42, -28.5f, -16, -4.5f, 7, 19, 31.5f, 45.5f, 61, 79, 101];

    // The distance between the levels on both sides of each midpoint.
    private static ReadOnlySpan<float> Steps => [23, 21, 18, 16, 14, 13, 12, 11, 12, 12, 13, 15, 16, 20, 24];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Nearest(Vector256<float> values)
    {
        Vector256<float> level = Vector256.Create(Lowest);
        for (int i = 0; i < Midpoints.Length; i++)
        {
            Vector256<float> above = Vector256.GreaterThanOrEqual(values, Vector256.Create(Midpoints[i]));
            level += above & Vector256.Create(Steps[i]);
        }

        return level;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Codes(Vector256<float> values)
    {
        Vector256<int> code = Vector256<int>.Zero;
        for (int i = 0; i < Midpoints.Length; i++)
        {
            code -= Vector256.GreaterThanOrEqual(values, Vector256.Create(Midpoints[i])).AsInt32();
        }

        return code;
    }
}

// Whole numbers between two ends, the levels of most types.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

/// <summary>The whole numbers from <paramref name="lowest"/> to <paramref name="highest"/>.</summary>
internal readonly struct EvenLevels(int lowest, int highest) : ILevels
{
    /// <inheritdoc/>
    public float Lowest { get; } = lowest;

    /// <inheritdoc/>
    public float Highest { get; } = highest;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Nearest(Vector256<float> values) =>
        Vector256.MinNative(
            Vector256.MaxNative(Vector256.Round(values), Vector256.Create(Lowest)),
            Vector256.Create(Highest)
        );

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Codes(Vector256<float> values) =>
        Vector256.ConvertToInt32Native(Nearest(values) - Vector256.Create(Lowest));
}

// The levels of IQ6_K, which are those of a cubic polynomial.
namespace Caravan.Tensors.Codebooks;

/// <summary>
/// IQ6_K's level of code <c>q</c> in 0..63 is <c>-127 + 6.2568 q - 0.11218 q^2 + 0.0011972 q^3</c>; a flag of the group
/// adds 1. Matrix kernels use the levels rounded to whole numbers (ik_llama.cpp's <c>iq6nl_values</c>).
/// </summary>
public static class CubicLevels
{
    /// <summary>What the flag adds to a level.</summary>
    public const int Shift = 1;

    /// <summary>The exact levels in single precision.</summary>
    internal static readonly float[] Exact = Compute();

    /// <summary>The levels rounded to whole numbers.</summary>
    public static ReadOnlySpan<sbyte> Rounded =>
        [
            -127,
            -121,
            -115,
            -109,
            -104,
            -98,
            -93,
            -88,
            -84,
            -79,
            -74,
            -70,
            -66,
            -62,
            -58,
            -54,
            -51,
            -47,
            -44,
            -40,
            -37,
            -34,
            -31,
            -28,
            -25,
            -22,
            -19,
            -16,
            -13,
            -11,
            -8,
            -5,
            -2,
            0,
            3,
            6,
            9,
            12,
            14,
            17,
            20,
            23,
            27,
            30,
            33,
            36,
            40,
            44,
            47,
            51,
            55,
            59,
            63,
            68,
            72,
            77,
            82,
            87,
            92,
            98,
            103,
            109,
            115,
            121,
        ];

    private static float[] Compute()
    {
        float[] levels = new float[64];
        for (int code = 0; code < levels.Length; code++)
        {
            // One rounding a step, as the compilers of ik_llama.cpp contract the expression on machines with FMA.
            float square = MathF.FusedMultiplyAdd(code, 0.0011972f, -0.11218f);
            levels[code] = MathF.FusedMultiplyAdd(code, MathF.FusedMultiplyAdd(code, square, 6.2568f), -127f);
        }

        return levels;
    }
}

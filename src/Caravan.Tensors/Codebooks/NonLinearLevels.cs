// The unevenly spaced levels of the IQ*_K family of ik_llama.cpp.
namespace Caravan.Tensors.Codebooks;

/// <summary>
/// Levels by code. Each table exists in two positions: a flag of the group adds its shift to every level.
/// </summary>
public static class NonLinearLevels
{
    /// <summary>IQ2_K and IQ2_KS.</summary>
    public static ReadOnlySpan<sbyte> IQ2 => [-31, -13, 1, 17];

    /// <summary>What the flag adds to <see cref="IQ2"/>.</summary>
    public const int IQ2Shift = 5;

    /// <summary>IQ3_K and IQ3_KS.</summary>
    public static ReadOnlySpan<sbyte> IQ3 => [-63, -40, -23, -10, 1, 13, 28, 47];

    /// <summary>What the flag adds to <see cref="IQ3"/>.</summary>
    public const int IQ3Shift = 4;

    /// <summary>What the flag adds to <see cref="IQ4Levels"/> in IQ4_K, IQ4_KS and IQ4_KSS.</summary>
    public const int IQ4Shift = 4;

    /// <summary>IQ5_K and IQ5_KS.</summary>
    public static ReadOnlySpan<sbyte> IQ5 =>
        [
            -126,
            -114,
            -103,
            -92,
            -83,
            -74,
            -65,
            -57,
            -50,
            -43,
            -36,
            -30,
            -24,
            -18,
            -12,
            -6,
            -1,
            5,
            11,
            17,
            23,
            29,
            36,
            43,
            51,
            59,
            68,
            77,
            87,
            97,
            109,
            121,
        ];

    /// <summary>What the flag adds to <see cref="IQ5"/>.</summary>
    public const int IQ5Shift = 2;
}

// Fills a row with numbers that look normally distributed, the same for a seed on every machine.
namespace Caravan.Engine.ModelMaking;

/// <summary>
/// Every row has a generator of its own, seeded from the model's seed, the tensor's name and the row's number, so that the
/// work can be split anyhow. Generator: xoshiro256++ (Blackman and Vigna, 2019), seeded by SplitMix64. Each number is the sum
/// of the four 16-bit parts of one draw, which is near enough to normal and needs no function that differs between machines.
/// </summary>
internal static class RandomRow
{
    private const ulong GoldenGamma = 0x9E37_79B9_7F4A_7C15;
    private const ulong FnvOffset = 0xCBF2_9CE4_8422_2325;
    private const ulong FnvPrime = 0x100_0000_01B3;

    // Four parts, each uniform on 0..65535.
    private const int PartSum = 4 * 65535;
    private const float PartDeviation = 37837.22f;

    /// <summary>The seed of a tensor.</summary>
    internal static ulong TensorSeed(ulong seed, string name)
    {
        ulong hash = FnvOffset;
        foreach (char letter in name)
        {
            hash = (hash ^ letter) * FnvPrime;
        }

        ulong state = seed + hash;
        return Split(ref state);
    }

    /// <summary>Fills a row.</summary>
    /// <param name="values">The row.</param>
    /// <param name="tensorSeed">From <see cref="TensorSeed"/>.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="mean">Mean of the values.</param>
    /// <param name="deviation">Their standard deviation; none is more than 3.5 of it from the mean.</param>
    internal static void Fill(Span<float> values, ulong tensorSeed, long row, float mean, float deviation)
    {
        ulong state = tensorSeed + ((ulong)row * GoldenGamma);
        state = Split(ref state);
        ulong s0 = Split(ref state);
        ulong s1 = Split(ref state);
        ulong s2 = Split(ref state);
        ulong s3 = Split(ref state);
        float scale = deviation / PartDeviation;
        for (int i = 0; i < values.Length; i++)
        {
            ulong draw = ulong.RotateLeft(s0 + s3, 23) + s0;
            ulong shifted = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= shifted;
            s3 = ulong.RotateLeft(s3, 45);
            int sum = (ushort)draw + (ushort)(draw >> 16) + (ushort)(draw >> 32) + (ushort)(draw >> 48);
            // Twice the distance from the middle is a whole number, so that both signs are equally likely.
            values[i] = mean + (scale * 0.5f * ((2 * sum) - PartSum));
        }
    }

    private static ulong Split(ref ulong state)
    {
        state += GoldenGamma;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}

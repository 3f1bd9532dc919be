// Random numbers that are told by a seed and a number alone.
namespace Caravan.Rpc;

/// <summary>SplitMix64: small, fast, and the same on every machine.</summary>
/// <param name="seed">Chooses the series.</param>
/// <param name="index">Chooses a series within the seed's.</param>
internal struct FuzzRandom(ulong seed, long index)
{
    // Far apart for neighbouring numbers: the mixer scrambles the sum.
    private ulong state = Mix((seed * 0xD1B5_4A32_D192_ED03) + (ulong)index);

    /// <summary>The next 64 random bits.</summary>
    internal ulong Next()
    {
        state += 0x9E37_79B9_7F4A_7C15;
        return Mix(state);
    }

    /// <summary>A number from 0 to below <paramref name="limit"/>, which is at least one.</summary>
    internal int Below(int limit) => (int)(Next() % (uint)limit);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}

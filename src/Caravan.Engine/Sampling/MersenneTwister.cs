// The random generator of llama.cpp's samplers, the same numbers on every platform.
using System.Buffers;

namespace Caravan.Engine.Sampling;

/// <summary>
/// The 32-bit Mersenne Twister MT19937 (Matsumoto and Nishimura 1998, the parameters of C++'s <c>std::mt19937</c>), with
/// the uniform numbers that GCC's standard library draws from it.
/// </summary>
public sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Middle = 397;
    private readonly uint[] _words = new uint[Size];
    private int _index;
    private uint _seed;
    private ulong _drawn;

    /// <summary>A generator at the start of the sequence of a seed.</summary>
    public MersenneTwister(uint seed) => Seed(seed);

    /// <summary>Goes to the start of the sequence of a seed.</summary>
    public void Seed(uint seed)
    {
        _seed = seed;
        _drawn = 0;
        _index = Size;
        _words[0] = seed;
        for (int i = 1; i < Size; i++)
        {
            _words[i] = (1812433253u * (_words[i - 1] ^ (_words[i - 1] >> 30))) + (uint)i;
        }
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_index == Size)
        {
            Refill();
        }

        _drawn++;
        uint y = _words[_index++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    /// <summary>A number in [0, 1) of 53 bits from two draws, the low half first (<c>std::generate_canonical</c>).</summary>
    public double NextDouble()
    {
        double low = NextUInt32();
        double value = (low + (NextUInt32() * 4294967296.0)) / 18446744073709551616.0;
        return value < 1.0 ? value : Math.BitDecrement(1.0);
    }

    /// <summary>A number in [0, 1) of 24 bits from one draw.</summary>
    public float NextSingle()
    {
        float value = NextUInt32() / 4294967296.0f;
        return value < 1.0f ? value : MathF.BitDecrement(1.0f);
    }

    /// <summary>
    /// An index with the probability of its entry, as <c>std::discrete_distribution</c> draws it: no draw at all for a
    /// single entry, otherwise the first whose cumulative share reaches a 53-bit uniform number. An entry of weight zero
    /// is never drawn.
    /// </summary>
    /// <param name="weights">Weights of at least zero, not all zero; they need not sum to one.</param>
    public int NextIndex(ReadOnlySpan<float> weights)
    {
        if (weights.Length < 2)
        {
            return 0;
        }

        double sum = 0;
        foreach (float weight in weights)
        {
            sum += weight;
        }

        double target = NextDouble();
        double cumulative = 0;
        int last = -1;
        for (int i = 0; i < weights.Length && !(last >= 0 && cumulative >= target); i++)
        {
            if (weights[i] > 0)
            {
                cumulative += weights[i] / sum;
                last = i;
            }
        }

        return last;
    }

    /// <summary>Writes the position: the seed and the number of draws, three words instead of 625.</summary>
    public void Save(IBufferWriter<uint> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Span<uint> words = state.GetSpan(3);
        words[0] = _seed;
        words[1] = (uint)_drawn;
        words[2] = (uint)(_drawn >> 32);
        state.Advance(3);
    }

    /// <summary>Goes to a position that <see cref="Save"/> wrote: seeds, then repeats the draws (a few ns each).</summary>
    public void Restore(ref ReadOnlySpan<uint> state)
    {
        ulong drawn = state[1] | ((ulong)state[2] << 32);
        Seed(state[0]);
        while (_drawn < drawn)
        {
            NextUInt32();
        }

        state = state[3..];
    }

    private void Refill()
    {
        for (int i = 0; i < Size; i++)
        {
            uint y = (_words[i] & 0x80000000u) | (_words[(i + 1) % Size] & 0x7FFFFFFFu);
            _words[i] = _words[(i + Middle) % Size] ^ (y >> 1) ^ ((y & 1) * 0x9908B0DFu);
        }

        _index = 0;
    }
}

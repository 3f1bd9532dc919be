// The few instructions that the tile product is made of, over sixteen lanes.
namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>Operations on vectors of sixteen 32-bit lanes, one a weight row, for one instruction-set level.</summary>
/// <typeparam name="TVector">What holds the lanes.</typeparam>
internal unsafe interface ITileVector<TVector>
    where TVector : struct
{
    /// <summary>What the level is called.</summary>
    static abstract string Name { get; }

    /// <summary>Reads 64 bytes.</summary>
    static abstract TVector Load(byte* address);

    /// <summary>The same 32 bits in every lane.</summary>
    static abstract TVector Broadcast(byte* address);

    /// <summary>In each lane: sum + w0 * a0 + w1 * a1 over two signed words.</summary>
    static abstract TVector AddWordProducts(TVector sum, TVector weights, TVector activations);

    /// <summary>In each word: sum + w0 * a0 + w1 * a1 over two bytes, those of the weights unsigned. The caller sees to it that words suffice.</summary>
    static abstract TVector AddByteProducts(TVector wordSums, TVector weights, TVector activations);

    /// <summary>In each lane: sum + its two words of <paramref name="wordSums"/>.</summary>
    static abstract TVector AddWords(TVector sum, TVector wordSums);

    /// <summary>For each of sixteen rows: <c>sums = fma(sum, scale * activationScale, sums)</c>.</summary>
    static abstract void Accumulate(TVector sum, float* scales, float activationScale, float* sums);

    /// <summary>For each of sixteen rows: <c>sums = fma(minimum, activationSum, sums)</c>.</summary>
    static abstract void AccumulateMinimums(float* minimums, float activationSum, float* sums);
}

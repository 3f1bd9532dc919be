// The few instructions that attention is made of, over the 32-bit lanes of one vector width.
namespace Caravan.Cpu;

/// <summary>
/// Operations on vectors of 32-bit lanes for one instruction-set level. All widths round alike, so that a result is the same
/// to the last bit at each of them.
/// </summary>
/// <typeparam name="TVector">What holds the lanes.</typeparam>
internal unsafe interface IAttentionVector<TVector>
    where TVector : struct
{
    /// <summary>Lanes of a vector: 8 or 16.</summary>
    static abstract int Lanes { get; }

    /// <summary>Reads as many floats as there are lanes.</summary>
    static abstract TVector Load(float* address);

    /// <summary>Writes as many floats as there are lanes.</summary>
    static abstract void Store(TVector vector, float* address);

    /// <summary>The same value in every lane.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>a + b.</summary>
    static abstract TVector Add(TVector a, TVector b);

    /// <summary>a * b.</summary>
    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>The larger of both; b where either is NaN.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>e to the x for x not above 0; NaN for NaN.</summary>
    static abstract TVector ExpOfNonPositive(TVector x);

    /// <summary>The largest lane; lanes that are NaN may be passed over.</summary>
    static abstract float LargestOf(TVector vector);

    /// <summary>The sum of sixteen partial sums, in <paramref name="lower"/> alone if it has so many lanes.</summary>
    static abstract float SumOf(TVector lower, TVector upper);

    /// <summary>As many halves as there are lanes, exactly.</summary>
    static abstract TVector FromHalves(ushort* address);

    /// <summary>-infinity where the mask is, whatever the others; score + mask * slope elsewhere.</summary>
    static abstract TVector AddMask(TVector score, TVector mask, TVector slope);

    /// <summary>The bits of as many 32-bit words as there are lanes, from two places of half as many bytes each.</summary>
    static abstract TVector LoadParts(byte* lower, byte* upper);

    /// <summary>Reads signed 16-bit words into 32-bit lanes.</summary>
    static abstract TVector WidenWords(byte* address);

    /// <summary>Reads signed bytes into 32-bit lanes.</summary>
    static abstract TVector WidenBytes(byte* address);

    /// <summary>Bits of 32-bit lanes shifted left.</summary>
    static abstract TVector ShiftLeft(TVector vector, int bits);

    /// <summary>Signed 32-bit lanes shifted right.</summary>
    static abstract TVector ShiftRight(TVector vector, int bits);

    /// <summary>Bits that both have.</summary>
    static abstract TVector And(TVector vector, uint mask);

    /// <summary>Signed 32-bit integers as floats.</summary>
    static abstract TVector FromIntegers(TVector vector);

    /// <summary>Collects bit 15 of each 16-bit word whose half is infinite or NaN.</summary>
    static abstract TVector CollectSpecialHalves(TVector found, TVector halves);

    /// <summary>Whether <see cref="CollectSpecialHalves"/> found any.</summary>
    static abstract bool AnySpecialHalf(TVector found);

    /// <summary>
    /// Transposes a square of 32-bit words: reads a vector of each of as many rows as there are lanes and writes vectors
    /// with the rows' words side by side.
    /// </summary>
    /// <param name="source">First byte of the first row's chunk.</param>
    /// <param name="rows">Bytes from <paramref name="source"/> to each row's chunk.</param>
    /// <param name="found">Collects what the format must know of the bits read.</param>
    /// <param name="words">Receives as many vectors as there are lanes.</param>
    static abstract void Transpose<TFormat>(byte* source, nint* rows, ref TVector found, float* words)
        where TFormat : IChunkFormat<TVector>;

    /// <summary>Adds to each 32-bit integer the products of two pairs of signed words.</summary>
    static abstract TVector AddPairProducts(TVector sum, TVector a, TVector b);

    /// <summary>Signed bytes 0 and 2 of each 32-bit word as two words.</summary>
    static abstract TVector EvenBytes(TVector vector);

    /// <summary>Signed bytes 1 and 3 of each 32-bit word as two words.</summary>
    static abstract TVector OddBytes(TVector vector);

    /// <summary>Reads twice as many signed bytes as there are lanes into words.</summary>
    static abstract TVector BytesAsWords(byte* address);

    /// <summary>Of each 128 bits the lower four words of both in turn.</summary>
    static abstract TVector InterleaveLow(TVector a, TVector b);

    /// <summary>Of each 128 bits the upper four words of both in turn.</summary>
    static abstract TVector InterleaveHigh(TVector a, TVector b);

    /// <summary>Takes 128 bits of both in turn: undoes for 32-bit lanes what interleaving did.</summary>
    static abstract void InOrder(TVector low, TVector high, out TVector first, out TVector second);

    /// <summary>Writes floats between -32768 and 32767 as the nearest words, ties to even.</summary>
    static abstract void StoreWords(TVector floats, short* address);
}

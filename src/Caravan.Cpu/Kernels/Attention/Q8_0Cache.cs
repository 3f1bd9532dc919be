// Q8_0 rows of a cache.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu;

/// <summary>
/// Q8_0: blocks of an F16 scale and 32 signed bytes. Their product has no more than 19 bits, so the floats are exact.
/// </summary>
/// <typeparam name="TVector">What holds the lanes.</typeparam>
/// <typeparam name="TOperations">Operations on it.</typeparam>
internal readonly unsafe struct Q8_0Cache<TVector, TOperations> : ICacheFormat<TVector>
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
{
    private const int BlockElements = 32;
    private const int BlockBytes = BlockElements + sizeof(ushort);

    // 32-bit words of a block.
    private const int BlockWords = BlockElements / 4;

    public static int ChunkBytes => ChunkScales * BlockBytes;

    public static int ChunkElements => ChunkScales * BlockElements;

    public static int WordElements => 4;

    // A block for every eight lanes.
    public static int ChunkScales => TOperations.Lanes / BlockWords;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadChunk(byte* chunk)
    {
        byte* quants = chunk + sizeof(ushort);
        return TOperations.LoadParts(quants, quants + (ChunkScales == 1 ? BlockElements / 2 : BlockBytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Examine(TVector found, TVector chunk) => found;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpecial(TVector found) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Element(TVector words, int part, float* scale)
    {
        // The byte moves to the top of its lane and comes down with copies of its sign.
        TVector placed = part == 3 ? words : TOperations.ShiftLeft(words, 24 - 8 * part);
        return TOperations.Multiply(
            TOperations.FromIntegers(TOperations.ShiftRight(placed, 24)),
            TOperations.Load(scale)
        );
    }

    public static (nint Block, nint Element) Find(int element)
    {
        nint block = element / BlockElements * BlockBytes;
        return (block, block + sizeof(ushort) + element % BlockElements);
    }

    public static int VectorBytes => TOperations.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Vector(byte* elements, float* scale) =>
        TOperations.Multiply(TOperations.FromIntegers(TOperations.WidenBytes(elements)), TOperations.Broadcast(*scale));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExamineTwo(TVector found, byte* elements) => found;
}

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
    public static void StoreColumn(TVector words, int word, float* destination, float* scales)
    {
        float* place = destination + 4 * word * AttentionTile.Size;
        TVector scale = TOperations.Load(scales + word / BlockWords * AttentionTile.Size);
        StoreBytes(TOperations.ShiftLeft(words, 24), scale, place);
        StoreBytes(TOperations.ShiftLeft(words, 16), scale, place + AttentionTile.Size);
        StoreBytes(TOperations.ShiftLeft(words, 8), scale, place + 2 * AttentionTile.Size);
        StoreBytes(words, scale, place + 3 * AttentionTile.Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadRow(byte* row, int count, float* destination, ref TVector found)
    {
        for (int i = 0; i < count; i += BlockElements, row += BlockBytes)
        {
            TVector scale = TOperations.Broadcast(HalfRows.ToSingle(*(ushort*)row));
            for (int j = 0; j < BlockElements; j += TOperations.Lanes)
            {
                TVector quants = TOperations.FromIntegers(TOperations.WidenBytes(row + sizeof(ushort) + j));
                TOperations.Store(TOperations.Multiply(quants, scale), destination + i + j);
            }
        }
    }

    // The byte on top of each lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreBytes(TVector words, TVector scale, float* place) =>
        TOperations.Store(
            TOperations.Multiply(TOperations.FromIntegers(TOperations.ShiftRight(words, 24)), scale),
            place
        );
}

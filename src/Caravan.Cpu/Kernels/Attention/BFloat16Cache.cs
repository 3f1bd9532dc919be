// BF16 rows of a cache.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu;

/// <summary>bfloat16: the upper half of single precision.</summary>
/// <typeparam name="TVector">What holds the lanes.</typeparam>
/// <typeparam name="TOperations">Operations on it.</typeparam>
internal readonly unsafe struct BFloat16Cache<TVector, TOperations> : ICacheFormat<TVector>
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
{
    public static int ChunkBytes => TOperations.Lanes * sizeof(uint);

    public static int ChunkElements => TOperations.Lanes * 2;

    public static int ChunkScales => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadChunk(byte* chunk) => TOperations.Load((float*)chunk);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Examine(TVector found, TVector chunk) => found;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpecial(TVector found) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumn(TVector words, int word, float* destination, float* scales)
    {
        float* place = destination + 2 * word * AttentionTile.Size;
        TOperations.Store(TOperations.ShiftLeft(words, 16), place);
        TOperations.Store(TOperations.And(words, 0xFFFF0000), place + AttentionTile.Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadRow(byte* row, int count, float* destination, ref TVector found)
    {
        for (int i = 0; i < count; i += TOperations.Lanes)
        {
            TVector words = TOperations.WidenWords(row + i * sizeof(ushort));
            TOperations.Store(TOperations.ShiftLeft(words, 16), destination + i);
        }
    }
}

// F32 rows of a cache.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu;

/// <summary>Single precision as it is.</summary>
/// <typeparam name="TVector">What holds the lanes.</typeparam>
/// <typeparam name="TOperations">Operations on it.</typeparam>
internal readonly unsafe struct SingleCache<TVector, TOperations> : ICacheFormat<TVector>
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
{
    public static int ChunkBytes => TOperations.Lanes * sizeof(float);

    public static int ChunkElements => TOperations.Lanes;

    public static int ChunkScales => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadChunk(byte* chunk) => TOperations.Load((float*)chunk);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Examine(TVector found, TVector chunk) => found;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpecial(TVector found) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumn(TVector words, int word, float* destination, float* scales) =>
        TOperations.Store(words, destination + word * AttentionTile.Size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadRow(byte* row, int count, float* destination, ref TVector found)
    {
        for (int i = 0; i < count; i += TOperations.Lanes)
        {
            TOperations.Store(TOperations.Load((float*)row + i), destination + i);
        }
    }
}

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

    public static int WordElements => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadChunk(byte* chunk) => TOperations.Load((float*)chunk);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Examine(TVector found, TVector chunk) => found;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpecial(TVector found) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Element(TVector words, int part) => words;

    public static int VectorBytes => TOperations.Lanes * sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Vector(byte* elements) => TOperations.Load((float*)elements);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExamineTwo(TVector found, byte* elements) => found;
}

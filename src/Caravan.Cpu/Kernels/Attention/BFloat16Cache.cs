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

    public static int WordElements => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadChunk(byte* chunk) => TOperations.Load((float*)chunk);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Examine(TVector found, TVector chunk) => found;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpecial(TVector found) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Element(TVector words, int part) =>
        part == 0 ? TOperations.ShiftLeft(words, 16) : TOperations.And(words, 0xFFFF0000);

    public static int VectorBytes => TOperations.Lanes * sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Vector(byte* elements) => TOperations.ShiftLeft(TOperations.WidenWords(elements), 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExamineTwo(TVector found, byte* elements) => found;
}

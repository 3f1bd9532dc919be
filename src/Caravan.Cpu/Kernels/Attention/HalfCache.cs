// F16 rows of a cache.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu;

/// <summary>
/// IEEE binary16 without F16C, which .NET 10 does not expose: exponent and mantissa in the place of those of a float are the
/// number times 2 to the -112, subnormals included. Infinity and NaN become finite, so they are noted as special.
/// </summary>
/// <typeparam name="TVector">What holds the lanes.</typeparam>
/// <typeparam name="TOperations">Operations on it.</typeparam>
internal readonly unsafe struct HalfCache<TVector, TOperations> : ICacheFormat<TVector>
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
{
    // Sign, and exponent and mantissa after shifting by the difference of 13 mantissa bits with the sign in copies above them.
    private const uint Kept = 0x8FFFE000;

    // 2 to the 112: the difference of the exponents' biases.
    private const float Rebias = 5.192296858534828e33f;

    public static int ChunkBytes => TOperations.Lanes * sizeof(uint);

    public static int ChunkElements => TOperations.Lanes * 2;

    public static int WordElements => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadChunk(byte* chunk) => TOperations.Load((float*)chunk);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Examine(TVector found, TVector chunk) => TOperations.CollectSpecialHalves(found, chunk);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpecial(TVector found) => TOperations.AnySpecialHalf(found);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Element(TVector words, int part)
    {
        TVector placed = part == 0 ? TOperations.ShiftLeft(words, 16) : words;
        TVector bits = TOperations.And(TOperations.ShiftRight(placed, 3), Kept);
        return TOperations.Multiply(bits, TOperations.Broadcast(Rebias));
    }

    public static int VectorBytes => TOperations.Lanes * sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Vector(byte* elements) =>
        TOperations.Multiply(
            TOperations.And(TOperations.ShiftLeft(TOperations.WidenWords(elements), 13), Kept),
            TOperations.Broadcast(Rebias)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExamineTwo(TVector found, byte* elements) => Examine(found, LoadChunk(elements));
}

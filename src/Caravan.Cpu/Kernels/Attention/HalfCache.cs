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

    public static int ChunkScales => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadChunk(byte* chunk) => TOperations.Load((float*)chunk);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Examine(TVector found, TVector chunk) => TOperations.CollectSpecialHalves(found, chunk);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpecial(TVector found) => TOperations.AnySpecialHalf(found);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumn(TVector words, int word, float* destination, float* scales)
    {
        float* place = destination + 2 * word * AttentionTile.Size;
        TVector rebias = TOperations.Broadcast(Rebias);
        TVector even = TOperations.And(TOperations.ShiftRight(TOperations.ShiftLeft(words, 16), 3), Kept);
        TVector odd = TOperations.And(TOperations.ShiftRight(words, 3), Kept);
        TOperations.Store(TOperations.Multiply(even, rebias), place);
        TOperations.Store(TOperations.Multiply(odd, rebias), place + AttentionTile.Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadRow(byte* row, int count, float* destination, ref TVector found)
    {
        TVector rebias = TOperations.Broadcast(Rebias);
        for (int i = 0; i < count; i += ChunkElements)
        {
            found = Examine(found, LoadChunk(row + i * sizeof(ushort)));
            for (int j = i; j < i + ChunkElements; j += TOperations.Lanes)
            {
                TVector words = TOperations.WidenWords(row + j * sizeof(ushort));
                TVector bits = TOperations.And(TOperations.ShiftLeft(words, 13), Kept);
                TOperations.Store(TOperations.Multiply(bits, rebias), destination + j);
            }
        }
    }
}

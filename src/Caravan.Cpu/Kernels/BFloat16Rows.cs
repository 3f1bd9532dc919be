// Rows of bfloat16 to and from single precision, eight at a time.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>
/// bfloat16 rows: the upper half of single precision, rounded to nearest, ties to even; NaN becomes quiet. Reads and writes
/// <c>count</c> elements and no byte beyond.
/// </summary>
internal static unsafe class BFloat16Rows
{
    /// <summary>bfloat16 to singles, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ToSingle(ushort* source, float* destination, long count)
    {
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            ToSingle(Vector128.Load(source + i)).Store(destination + i);
        }

        if (i < count)
        {
            Vector128<ushort> tail = default;
            Unsafe.CopyBlockUnaligned(&tail, source + i, (uint)(count - i) * sizeof(ushort));
            VectorRows.StoreTail(ToSingle(tail), destination + i, count - i);
        }
    }

    /// <summary>Singles to bfloat16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FromSingle(float* source, ushort* destination, long count)
    {
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            FromSingle(Vector256.Load(source + i)).Store(destination + i);
        }

        if (i < count)
        {
            Vector128<ushort> tail = FromSingle(VectorRows.LoadTail(source + i, count - i));
            Unsafe.CopyBlockUnaligned(destination + i, &tail, (uint)(count - i) * sizeof(ushort));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ToSingle(Vector128<ushort> numbers) =>
        (Vector256.WidenLower(numbers.ToVector256Unsafe()) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> FromSingle(Vector256<float> singles)
    {
        Vector256<uint> bits = singles.AsUInt32();
        Vector256<uint> rounded = (bits + Vector256.Create(0x7FFFu) + ((bits >> 16) & Vector256<uint>.One)) >> 16;
        Vector256<uint> quiet = (bits >> 16) | Vector256.Create(0x40u);
        Vector256<uint> result = Vector256.ConditionalSelect(
            Vector256.Equals(singles, singles).AsUInt32(),
            rounded,
            quiet
        );
        return Vector128.Narrow(result.GetLower(), result.GetUpper());
    }
}

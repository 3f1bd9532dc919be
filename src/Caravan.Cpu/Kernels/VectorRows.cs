// Loads and stores of vectors at the end of a row, where fewer than eight floats are left.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>
/// Partial vectors. Tails run through the same vector arithmetic as the rest of a row, so that an element's value does not
/// depend on where it stands.
/// </summary>
internal static unsafe class VectorRows
{
    /// <summary>Loads <paramref name="count"/> (1 to 7) floats, zeros behind them; reads no byte beyond.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static Vector256<float> LoadTail(float* source, long count)
    {
        Vector256<float> result = default;
        Unsafe.CopyBlockUnaligned(&result, source, (uint)count * sizeof(float));
        return result;
    }

    /// <summary>Stores the first <paramref name="count"/> (1 to 7) floats; writes no byte beyond.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void StoreTail(Vector256<float> value, float* destination, long count) =>
        Unsafe.CopyBlockUnaligned(destination, &value, (uint)count * sizeof(float));
}

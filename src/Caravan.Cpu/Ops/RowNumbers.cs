// Reads row numbers from index tensors and checks them.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Index tensors.</summary>
internal static unsafe class RowNumbers
{
    /// <summary>The number at [i0, i1, i2, i3] of an I32 or I64 tensor; the caller checks it against the rows there are.</summary>
    internal static long At(TensorView* numbers, long i0, long i1, long i2, long i3 = 0)
    {
        byte* place = numbers->Row(i1, i2, i3) + i0 * numbers->Nb0;
        return numbers->Type == TensorType.I64 ? *(long*)place : *(int*)place;
    }
}

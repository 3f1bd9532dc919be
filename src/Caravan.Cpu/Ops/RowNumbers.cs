// Reads row numbers from index tensors and checks them.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Index tensors of GET_ROWS and SET_ROWS.</summary>
internal static unsafe class RowNumbers
{
    /// <summary>The number at [i0, i1, i2] of an I32 or I64 tensor; the caller checks it against the rows there are.</summary>
    internal static long At(TensorView* numbers, long i0, long i1, long i2)
    {
        byte* place = numbers->Data + i0 * numbers->Nb0 + i1 * numbers->Nb1 + i2 * numbers->Nb2;
        return numbers->Type == TensorType.I64 ? *(long*)place : *(int*)place;
    }
}

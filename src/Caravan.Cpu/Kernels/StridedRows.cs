// Copies elements that may lie apart.
namespace Caravan.Cpu;

/// <summary>Rows of items of any size at any distance.</summary>
internal static unsafe class StridedRows
{
    /// <summary>
    /// Copies <paramref name="count"/> items of <paramref name="itemBytes"/> bytes that lie <paramref name="stride"/> bytes apart
    /// to a dense row.
    /// </summary>
    internal static void Copy(byte* first, long stride, byte* destination, long count, long itemBytes)
    {
        if (stride == itemBytes)
        {
            Buffer.MemoryCopy(first, destination, count * itemBytes, count * itemBytes);
            return;
        }

        for (long i = 0; i < count; i++)
        {
            Buffer.MemoryCopy(first + i * stride, destination + i * itemBytes, itemBytes, itemBytes);
        }
    }
}

// Reads rows of signed bytes that are interleaved four bytes at a time.
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>The order of Q8_0_R8, Q8_K_R8, Q8_K_R16 and Q8_KV_R8: four bytes of each row in turn.</summary>
internal static class InterleavedBytes
{
    /// <summary>Copies the bytes of <paramref name="row"/> of <paramref name="rowCount"/> rows.</summary>
    internal static void Read(ReadOnlySpan<byte> packed, int row, int rowCount, Span<sbyte> quants)
    {
        ReadOnlySpan<sbyte> signed = MemoryMarshal.Cast<byte, sbyte>(packed);
        for (int element = 0; element < quants.Length; element++)
        {
            quants[element] = signed[4 * (rowCount * (element / 4) + row) + element % 4];
        }
    }
}

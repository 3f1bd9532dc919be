// The scale bytes of IQ4_KS and IQ5_KS.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>Seven bits of scale in each byte: <c>(s &amp; 254) - 127</c>, odd; the lowest bit is another matter.</summary>
internal static unsafe class RowByteScales
{
    /// <summary>Multiplies the scales of four groups, one a byte, with each row's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(Vector256<uint> packed, Vector256<float> rowScales, float* scales)
    {
        // Even - 127 is even + 129 in eight bits, which has a sign, and no byte carries into the next: 254 + 129 without
        // the top bits, that is the top bit flipped and one added to what is even.
        Vector256<uint> flipped = (packed & Vector256.Create(0xFEFEFEFEu)) ^ Vector256.Create(0x80808080u);
        ByteScales.WriteSigned(flipped | Vector256.Create(0x01010101u), rowScales, scales);
    }
}

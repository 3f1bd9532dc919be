// Scales that are levels of IQ4_NL: those of IQ1_KT and IQ2_KT.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>The low nibble of each byte chooses one of sixteen levels.</summary>
internal static unsafe class LevelScales
{
    /// <summary>Multiplies the levels of four groups, one a byte, with each row's own scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(Vector256<uint> packed, Vector256<float> rowScales, float* scales)
    {
        Vector256<byte> codes = packed.AsByte() & Vector256.Create((byte)15);
        Vector256<byte> levels = PackedQuants.Levels(codes, Vector128.Create(IQ4Levels.Values));
        ByteScales.WriteSigned(levels.AsUInt32(), rowScales, scales);
    }
}

// Base-3 digits of bytes that are fractions of 256.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>
/// Digit i after the point is the whole part of three times what a multiplication by <c>3^i</c> leaves below 256.
/// </summary>
internal static class TernaryDigits
{
    /// <summary>A digit, 0 to 2, of each of 32 bytes.</summary>
    /// <param name="fractions">The bytes.</param>
    /// <param name="even">For each pair of bytes the power of three for the lower one.</param>
    /// <param name="odd">The same for the upper one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Of(Vector256<byte> fractions, Vector256<ushort> even, Vector256<ushort> odd)
    {
        // The remainder goes to the upper byte of 16 bits, whatever was above falls out, and the upper half of the product with
        // three is the digit.
        Vector256<ushort> lower = (fractions.AsUInt16() * even) << 8;
        Vector256<ushort> upper = (fractions.AsUInt16() & Vector256.Create((ushort)0xFF00)) * odd;
        Vector256<ushort> three = Vector256.Create((ushort)3);
        return (Avx2.MultiplyHigh(lower, three) | (Avx2.MultiplyHigh(upper, three) << 8)).AsByte();
    }
}

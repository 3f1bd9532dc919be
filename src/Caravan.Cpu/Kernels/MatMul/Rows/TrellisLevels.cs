// Levels of the IQ*_KT types, eight states of the generator side by side.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>
/// A step of the generator multiplies its state, so that any later state is one multiplication from the first. Lane i gives four
/// neighbouring elements, one of each of its four states.
/// </summary>
internal static unsafe class TrellisLevels
{
    private const uint Power1 = IntegerTrellis.Multiplier;
    private const uint Power2 = unchecked(Power1 * Power1);
    private const uint Power3 = unchecked(Power2 * Power1);
    private const uint Power4 = unchecked(Power3 * Power1);
    private const uint Power5 = unchecked(Power4 * Power1);
    private const uint Power6 = unchecked(Power5 * Power1);
    private const uint Power7 = unchecked(Power6 * Power1);
    private const uint Power8 = unchecked(Power7 * Power1);

    /// <summary>Eight codes of four elements each.</summary>
    /// <param name="states">The states before the first step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> OfFours(Vector256<uint> states) =>
        Levels(
            Step(states, Vector256.Create(Power1)),
            Step(states, Vector256.Create(Power2)),
            Step(states, Vector256.Create(Power3)),
            Step(states, Vector256.Create(Power4))
        );

    /// <summary>Four codes of eight elements each.</summary>
    /// <param name="states">The states before the first step, each in two neighbouring lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> OfEights(Vector256<uint> states) =>
        Levels(
            Step(states, Vector256.Create(Power1 | ((ulong)Power5 << 32)).AsUInt32()),
            Step(states, Vector256.Create(Power2 | ((ulong)Power6 << 32)).AsUInt32()),
            Step(states, Vector256.Create(Power3 | ((ulong)Power7 << 32)).AsUInt32()),
            Step(states, Vector256.Create(Power4 | ((ulong)Power8 << 32)).AsUInt32())
        );

    /// <summary>The states that four codes of 16 bits begin with, each in two neighbouring lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> States(byte* codes)
    {
        Vector256<byte> twice = Avx2.Shuffle(
            Vector256.Create(*(ulong*)codes).AsByte(),
            Vector256
                .Create(0xFFFF0100_FFFF0100, 0xFFFF0302_FFFF0302, 0xFFFF0504_FFFF0504, 0xFFFF0706_FFFF0706)
                .AsByte()
        );
        return twice.AsUInt32() + Vector256.Create(IntegerTrellis.Offset);
    }

    /// <summary>Of each lane of the state the sums of its lower and of its upper two bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Step(Vector256<uint> states, Vector256<uint> power)
    {
        Vector256<uint> state = (states * power) & Vector256.Create(IntegerTrellis.Mask);
        return Avx2.MultiplyAddAdjacent(state.AsByte(), Vector256<sbyte>.One);
    }

    // Sums of two bytes are at most 126 and those of four 252, so that two of them stand beside each other in 16 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Levels(
        Vector256<short> first,
        Vector256<short> second,
        Vector256<short> third,
        Vector256<short> fourth
    )
    {
        Vector256<int> lower = Avx2.MultiplyAddAdjacent(first + (second << 8), Vector256<short>.One);
        Vector256<int> upper = Avx2.MultiplyAddAdjacent(third + (fourth << 8), Vector256<short>.One);
        return (lower | (upper << 16)).AsByte() - Vector256.Create((byte)IntegerTrellis.Middle);
    }
}

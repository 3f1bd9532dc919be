// Bytes made of any bits of a register, in an assembled row product.
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Windows of eight bits that may begin at any bit of two lanes become the bytes of these lanes (AVX512-VBMI), and matrices make any bits of a byte
/// from any others (GFNI). Their constants are lines before the function.
/// </summary>
internal abstract class SpreadRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    /// <summary>Bytes of a lane.</summary>
    protected const int LaneBytes = 4;

    private const int LaneBits = 8 * LaneBytes;
    private const int PairBits = 2 * LaneBits;

    /// <summary>Before the function: a line of windows, from each pair of lanes one for each byte.</summary>
    /// <param name="firstBit">Of byte 0 to 3 of a lane: the lowest of eight bits in the lane. Those that are below or above it are of no use.</param>
    protected Label Windows(Func<int, int> firstBit)
    {
        byte[] windows = new byte[2 * LaneBytes];
        for (int i = 0; i < windows.Length; i++)
        {
            windows[i] = (byte)((firstBit(i % LaneBytes) + (i / LaneBytes * LaneBits)) & (PairBits - 1));
        }

        return Line(windows);
    }

    /// <summary>Before the function: a line of matrices that make each bit of a byte the parity of some of its bits.</summary>
    /// <param name="bits">For each bit of the result a mask of those that it is the parity of.</param>
    protected Label Matrix(ReadOnlySpan<byte> bits)
    {
        // The processor takes the lowest bit's mask from the highest byte.
        byte[] reversed = bits.ToArray();
        Array.Reverse(reversed);
        return Line(reversed);
    }

    /// <summary>Spreads bits of a register that was put aside by windows that are in memory.</summary>
    protected AssemblerRegisterZMM Spread(AssemblerMemoryOperand source, Label windows)
    {
        AssemblerRegisterZMM result = Load(windows);
        Assembler.vpmultishiftqb(result, result, source);
        return result;
    }

    /// <summary>Bytes of a register that was put aside, multiplied with a matrix.</summary>
    protected AssemblerRegisterZMM Bytes(AssemblerMemoryOperand source, Label matrix)
    {
        AssemblerRegisterZMM result = Take();
        Assembler.vmovdqa32(result, source);
        Transform(result, matrix);
        return result;
    }

    /// <summary>Multiplies every byte with a matrix.</summary>
    protected void Transform(AssemblerRegisterZMM bytes, Label matrix) =>
        Assembler.vgf2p8affineqb(bytes, bytes, __zmmword_ptr[matrix], 0);

    /// <summary>Another register of the same bits.</summary>
    protected AssemblerRegisterZMM Copy(AssemblerRegisterZMM register)
    {
        AssemblerRegisterZMM copy = Take();
        Assembler.vmovdqa32(copy, register);
        return copy;
    }
}

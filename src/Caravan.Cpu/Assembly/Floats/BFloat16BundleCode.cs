// Emits the product of sixteen interleaved bfloat16 rows with one column.
using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>
/// Lanes of a register are rows; the pairs of elements go to eight sums in turn, which are added as lanes of a row's sum are, so
/// that results are those of rows in order to the last bit.
/// </summary>
internal static class BFloat16BundleCode
{
    /// <summary>Elements of a row in one turn of the loop.</summary>
    internal const int StepElements = 2 * Sums;

    private const int Sums = 8;
    private const int LineBytes = 64;
    private const int PairBytes = 4;
    private const int FetchedAhead = 32 * LineBytes;

    private static readonly AssemblerRegister64 Lines = rax;
    private static readonly AssemblerRegister64 Activation = rbx;
    private static readonly AssemblerRegister64 Count = rcx;

    /// <summary>Emits the body of the function.</summary>
    internal static void Write(Assembler assembler)
    {
        assembler.mov(Lines, Field(nameof(BFloat16BundleArguments.Lines)));
        assembler.mov(Activation, Field(nameof(BFloat16BundleArguments.Activation)));
        assembler.mov(Count, Field(nameof(BFloat16BundleArguments.Elements)));
        for (int sum = 0; sum < Sums; sum++)
        {
            assembler.vpxord(Vectors.Zmm(sum), Vectors.Zmm(sum), Vectors.Zmm(sum));
        }

        Label step = assembler.CreateLabel();
        assembler.Label(ref step);
        for (int sum = 0; sum < Sums; sum++)
        {
            AssemblerRegisterZMM line = Vectors.Zmm(Sums + sum);
            assembler.prefetcht0(__[Lines + (FetchedAhead + (sum * LineBytes))]);
            assembler.vmovups(line, __zmmword_ptr[Lines + (sum * LineBytes)]);
            assembler.vdpbf16ps(Vectors.Zmm(sum), line, __dword_bcst[Activation + (sum * PairBytes)]);
        }

        assembler.add(Lines, Sums * LineBytes);
        assembler.add(Activation, Sums * PairBytes);
        assembler.sub(Count, StepElements);
        assembler.jnz(step);
        for (int apart = Sums / 2; apart > 0; apart /= 2)
        {
            for (int sum = 0; sum < apart; sum++)
            {
                assembler.vaddps(Vectors.Zmm(sum), Vectors.Zmm(sum), Vectors.Zmm(sum + apart));
            }
        }

        assembler.mov(Lines, Field(nameof(BFloat16BundleArguments.Destination)));
        assembler.vmovups(__zmmword_ptr[Lines], Vectors.Zmm(0));
    }

    private static AssemblerMemoryOperand Field(string name) =>
        __qword_ptr[CallingConvention.Argument + (int)Marshal.OffsetOf<BFloat16BundleArguments>(name)];
}

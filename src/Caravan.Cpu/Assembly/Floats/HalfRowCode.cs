// Emits the product of eight half-precision rows with one column, with F16C.
using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>
/// .NET offers no conversion of half floats by the processor, and by hand it takes six instructions. Element i is added to
/// lane i mod 8 of its row's sum in rising order, as the intrinsics do, so that results are the same to the last bit.
/// </summary>
internal static class HalfRowCode
{
    /// <summary>Elements of a row in one turn of the loop: a cache line of every second row is fetched ahead.</summary>
    internal const int StepElements = 16;

    private const int CacheLine = 64;
    private const int FirstWeight = HalfRowArguments.Rows;
    private const int Activations = FirstWeight + HalfRowArguments.Rows - 1;

    private static readonly AssemblerRegister64 First = rax;
    private static readonly AssemblerRegister64 Fifth = rbx;
    private static readonly AssemblerRegister64 Stride = rcx;
    private static readonly AssemblerRegister64 Stride3 = rdx;
    private static readonly AssemblerRegister64 Activation = rsi;
    private static readonly AssemblerRegister64 Count = r8;
    private static readonly AssemblerRegister64 Ahead = r9;

    /// <summary>Emits the body of the function.</summary>
    internal static void Write(Assembler assembler)
    {
        assembler.mov(First, Field(nameof(HalfRowArguments.Weights)));
        assembler.mov(Stride, Field(nameof(HalfRowArguments.Stride)));
        assembler.mov(Activation, Field(nameof(HalfRowArguments.Activation)));
        assembler.mov(Count, Field(nameof(HalfRowArguments.Elements)));
        assembler.lea(Stride3, __[Stride + (Stride * 2)]);
        assembler.lea(Fifth, __[First + (Stride * 4)]);
        // The next eight rows, which lie behind these.
        assembler.lea(Ahead, __[Fifth + (Stride * 4)]);
        for (int row = 0; row < HalfRowArguments.Rows; row++)
        {
            assembler.vxorps(Vectors.Ymm(row), Vectors.Ymm(row), Vectors.Ymm(row));
        }

        Label step = assembler.CreateLabel();
        assembler.Label(ref step);
        const int StepBytes = StepElements * sizeof(ushort);
        for (int line = 0; line < HalfRowArguments.Rows * StepBytes; line += CacheLine)
        {
            assembler.prefetcht1(__[Ahead + line]);
        }

        for (int element = 0; element < StepElements; element += HalfRowArguments.Lanes)
        {
            assembler.vmovups(Vectors.Ymm(Activations), __ymmword_ptr[Activation + (element * sizeof(float))]);
            for (int row = 0; row < HalfRowArguments.Rows; row++)
            {
                AssemblerRegisterYMM weights = Vectors.Ymm(FirstWeight + (row % (HalfRowArguments.Rows - 1)));
                assembler.vcvtph2ps(weights, Row(row, element * sizeof(ushort)));
                assembler.vfmadd231ps(Vectors.Ymm(row), weights, Vectors.Ymm(Activations));
            }
        }

        assembler.add(First, StepBytes);
        assembler.add(Fifth, StepBytes);
        assembler.add(Ahead, HalfRowArguments.Rows * StepBytes);
        assembler.add(Activation, StepElements * sizeof(float));
        assembler.sub(Count, StepElements);
        assembler.jnz(step);
        for (int row = 0; row < HalfRowArguments.Rows; row++)
        {
            int at = Offset(nameof(HalfRowArguments.Sums)) + (row * HalfRowArguments.Lanes * sizeof(float));
            assembler.vmovups(__ymmword_ptr[CallingConvention.Argument + at], Vectors.Ymm(row));
        }
    }

    private static AssemblerMemoryOperand Row(int row, int offset)
    {
        AssemblerRegister64 first = row < 4 ? First : Fifth;
        return (row % 4) switch
        {
            0 => __xmmword_ptr[first + offset],
            1 => __xmmword_ptr[first + Stride + offset],
            2 => __xmmword_ptr[first + (Stride * 2) + offset],
            _ => __xmmword_ptr[first + Stride3 + offset],
        };
    }

    private static AssemblerMemoryOperand Field(string name) => __qword_ptr[CallingConvention.Argument + Offset(name)];

    private static int Offset(string name) => (int)Marshal.OffsetOf<HalfRowArguments>(name);
}

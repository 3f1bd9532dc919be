// Emits the product of packed floating-point rows with some columns on 512 bits.
using System.Runtime.InteropServices;
using Caravan.Cpu.Kernels.MatMul.Floats;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>
/// Groups of eight rows against one to six columns: a register holds the eight lanes of two rows, so that with six columns ten
/// loads serve 24 instructions that multiply and add. Lanes and their order are those of eight rows with one column.
/// </summary>
/// <param name="assembler">Receives the instructions.</param>
/// <param name="type">What is multiplied.</param>
/// <param name="columns">1 to <see cref="FloatTileArguments.MostColumns"/>.</param>
internal sealed class FloatTileCode(Assembler assembler, FloatProductType type, int columns)
{
    private const int RegisterBytes = 64;
    private const int Registers = FloatPiece.Rows * FloatPiece.VectorBytes / RegisterBytes;
    private const int FirstWeight = FloatTileArguments.MostColumns * Registers;
    private const int FirstActivation = FirstWeight + Registers;
    private const int ActivationRegisters = 32 - FirstActivation;
    private const int ColumnSumBytes = FloatPiece.Rows * FloatPiece.VectorBytes;

    private static readonly AssemblerRegister64[] Columns = [rax, rbx, rcx, rdx, rsi, r8];
    private static readonly AssemblerRegister64 At = r9;
    private static readonly AssemblerRegister64 Rows = r10;
    private static readonly AssemblerRegister64 Sums = r11;
    private static readonly AssemblerRegister64 Count = r12;
    private static readonly AssemblerRegister64 Groups = r13;

    /// <summary>Emits the body of the function.</summary>
    internal void Write()
    {
        for (int column = 0; column < columns; column++)
        {
            assembler.mov(Columns[column], Field(nameof(FloatTileArguments.Columns), column * sizeof(ulong)));
        }

        assembler.mov(Rows, Field(nameof(FloatTileArguments.Rows)));
        assembler.mov(Sums, Field(nameof(FloatTileArguments.Sums)));
        assembler.mov(Groups, Field(nameof(FloatTileArguments.Groups)));
        Label group = assembler.CreateLabel();
        assembler.Label(ref group);
        EachSum((sum, place) => assembler.vmovups(sum, place));
        assembler.xor(At, At);
        assembler.mov(Count, Field(nameof(FloatTileArguments.Vectors)));
        Label vector = assembler.CreateLabel();
        assembler.Label(ref vector);
        WriteVector();
        assembler.add(At, FloatPiece.VectorBytes);
        assembler.add(Rows, FloatPiece.Rows * FloatPiece.VectorBytes);
        assembler.dec(Count);
        assembler.jnz(vector);
        EachSum((sum, place) => assembler.vmovups(place, sum));
        assembler.add(Sums, Field(nameof(FloatTileArguments.SumStride)));
        assembler.dec(Groups);
        assembler.jnz(group);
    }

    private static AssemblerMemoryOperand Field(string name, int offset = 0) =>
        __qword_ptr[CallingConvention.Argument + ((int)Marshal.OffsetOf<FloatTileArguments>(name) + offset)];

    private static AssemblerRegisterZMM Sum(int column, int register) => Vectors.Zmm((column * Registers) + register);

    private void WriteVector()
    {
        for (int register = 0; register < Registers; register++)
        {
            assembler.vmovups(Vectors.Zmm(FirstWeight + register), __zmmword_ptr[Rows + (register * RegisterBytes)]);
        }

        for (int column = 0; column < columns; column++)
        {
            AssemblerRegisterZMM activations = Vectors.Zmm(FirstActivation + (column % ActivationRegisters));
            assembler.vbroadcastf32x8(activations, __ymmword_ptr[Columns[column] + At]);
            for (int register = 0; register < Registers; register++)
            {
                AssemblerRegisterZMM weights = Vectors.Zmm(FirstWeight + register);
                if (type == FloatProductType.BFloat16)
                {
                    assembler.vdpbf16ps(Sum(column, register), weights, activations);
                }
                else
                {
                    assembler.vfmadd231ps(Sum(column, register), weights, activations);
                }
            }
        }
    }

    private void EachSum(Action<AssemblerRegisterZMM, AssemblerMemoryOperand> emit)
    {
        for (int column = 0; column < columns; column++)
        {
            for (int register = 0; register < Registers; register++)
            {
                int offset = (column * ColumnSumBytes) + (register * RegisterBytes);
                emit(Sum(column, register), __zmmword_ptr[Sums + offset]);
            }
        }
    }
}

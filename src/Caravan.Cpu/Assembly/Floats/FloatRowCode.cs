// Emits the product of eight floating-point rows with few columns, by instructions that .NET does not offer.
using System.Runtime.InteropServices;
using Caravan.Cpu.Kernels.MatMul.Floats;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>
/// Half floats are converted by F16C; by hand it takes six instructions. bfloat16 is multiplied by pairs. A vector's lane i is
/// added to lane i of its row's sum, vectors in rising order, as packed rows are. Up to three columns go through the eight rows at
/// once, more through four rows and then the other four.
/// </summary>
/// <param name="assembler">Receives the instructions.</param>
/// <param name="type">What is multiplied.</param>
/// <param name="columns">1 to <see cref="FloatRowArguments.MostColumns"/>.</param>
internal sealed class FloatRowCode(Assembler assembler, FloatProductType type, int columns)
{
    /// <summary>Elements of a row in one turn of the loop.</summary>
    internal const int StepElements = 16;

    private const int CacheLine = 64;
    private const int MostSums = 24;
    private const int WeightRegisters = 2;
    private const int FirstActivation = MostSums + WeightRegisters;

    private static readonly AssemblerRegister64[] Columns = [rax, rbx, rcx, rdx, rsi, r8];
    private static readonly AssemblerRegister64 First = r9;
    private static readonly AssemblerRegister64 Fifth = r10;
    private static readonly AssemblerRegister64 Stride = r11;
    private static readonly AssemblerRegister64 Stride3 = r12;
    private static readonly AssemblerRegister64 Count = r13;
    private static readonly AssemblerRegister64 Ahead = r14;
    private static readonly AssemblerRegister64 At = r15;
    private static readonly AssemblerRegister64 Sums = rbp;

    private readonly int _rows = columns * FloatPiece.Rows <= MostSums ? FloatPiece.Rows : FloatPiece.Rows / 2;
    private readonly int _elementBytes = type == FloatProductType.Single ? sizeof(float) : sizeof(ushort);
    private readonly int _vectorElements =
        type == FloatProductType.BFloat16 ? FloatPiece.VectorBytes / sizeof(ushort) : FloatPiece.Lanes;

    private int _nextWeight;

    /// <summary>Emits the body of the function.</summary>
    internal void Write()
    {
        // Registers from 16 on are to be had in the longer form alone.
        assembler.PreferVex = false;
        for (int column = 0; column < columns; column++)
        {
            assembler.mov(Columns[column], Field(nameof(FloatRowArguments.Columns), column * sizeof(ulong)));
        }

        assembler.mov(First, Field(nameof(FloatRowArguments.Weights)));
        assembler.mov(Stride, Field(nameof(FloatRowArguments.Stride)));
        assembler.mov(Sums, Field(nameof(FloatRowArguments.Sums)));
        assembler.lea(Stride3, __[Stride + (Stride * 2)]);
        for (int row = 0; row < FloatPiece.Rows; row += _rows)
        {
            if (row > 0)
            {
                assembler.mov(First, Field(nameof(FloatRowArguments.Weights)));
                assembler.lea(First, __[First + (Stride * 4)]);
            }

            WriteRows(row);
        }
    }

    private static AssemblerMemoryOperand Field(string name, int offset = 0) =>
        __qword_ptr[CallingConvention.Argument + ((int)Marshal.OffsetOf<FloatRowArguments>(name) + offset)];

    private static AssemblerRegisterYMM Activations(int column) => Vectors.Ymm(FirstActivation + column);

    private AssemblerRegisterYMM Sum(int row, int column) => Vectors.Ymm((column * _rows) + row);

    private void WriteRows(int firstRow)
    {
        int stepBytes = StepElements * _elementBytes;
        assembler.lea(Fifth, __[First + (Stride * 4)]);
        // The rows behind these, as they lie in memory.
        assembler.lea(Ahead, _rows == FloatPiece.Rows ? __[Fifth + (Stride * 4)] : __[Fifth]);
        assembler.mov(Count, Field(nameof(FloatRowArguments.Elements)));
        assembler.xor(At, At);
        for (int sum = 0; sum < columns * _rows; sum++)
        {
            assembler.vpxord(Vectors.Ymm(sum), Vectors.Ymm(sum), Vectors.Ymm(sum));
        }

        Label step = assembler.CreateLabel();
        assembler.Label(ref step);
        for (int line = 0; line < _rows * stepBytes; line += CacheLine)
        {
            assembler.prefetcht1(__[Ahead + line]);
        }

        for (int element = 0; element < StepElements; element += _vectorElements)
        {
            WriteVector(element);
        }

        assembler.add(First, stepBytes);
        assembler.add(Fifth, stepBytes);
        assembler.add(Ahead, _rows * stepBytes);
        assembler.add(At, StepElements / _vectorElements * FloatPiece.VectorBytes);
        assembler.sub(Count, StepElements);
        assembler.jnz(step);
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < _rows; row++)
            {
                int place = ((column * FloatPiece.Rows) + firstRow + row) * FloatPiece.VectorBytes;
                assembler.vmovups(__ymmword_ptr[Sums + place], Sum(row, column));
            }
        }
    }

    private void WriteVector(int element)
    {
        int offset = element / _vectorElements * FloatPiece.VectorBytes;
        for (int column = 0; column < columns; column++)
        {
            assembler.vmovups(Activations(column), __ymmword_ptr[Columns[column] + At + offset]);
        }

        for (int row = 0; row < _rows; row++)
        {
            AssemblerRegisterYMM weights = Vectors.Ymm(MostSums + (_nextWeight++ % WeightRegisters));
            if (type == FloatProductType.Half)
            {
                assembler.vcvtph2ps(weights, __xmmword_ptr[Row(row) + (element * _elementBytes)]);
            }
            else
            {
                assembler.vmovups(weights, __ymmword_ptr[Row(row) + (element * _elementBytes)]);
            }

            for (int column = 0; column < columns; column++)
            {
                if (type == FloatProductType.BFloat16)
                {
                    assembler.vdpbf16ps(Sum(row, column), weights, Activations(column));
                }
                else
                {
                    assembler.vfmadd231ps(Sum(row, column), weights, Activations(column));
                }
            }
        }
    }

    private static AssemblerMemoryOperand Row(int row)
    {
        AssemblerRegister64 first = row < 4 ? First : Fifth;
        return (row % 4) switch
        {
            0 => first + 0,
            1 => first + Stride,
            2 => first + (Stride * 2),
            _ => first + Stride3,
        };
    }
}

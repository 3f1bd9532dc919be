// Emits the product of a tile with some columns in AVX-512 with VNNI.
using System.Runtime.InteropServices;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly;

/// <summary>
/// Two row tiles of sixteen rows against one to six columns, so that a load of four activations serves 32 rows and a load of
/// weights six columns: 12 integer sums, 12 running sums, and 8 registers to work with. In each group vpdpbusd sums the
/// products of unsigned weights and signed activations, exactly; then one multiplication and one fused addition bring the
/// group into the running sums, in the order of the intrinsics, so that results are the same to the last bit. Minimums
/// follow in a loop of their own.
/// </summary>
/// <param name="assembler">Receives the instructions.</param>
/// <param name="columns">1 to <see cref="TileProductArguments.MostColumns"/>.</param>
/// <param name="groupElements">16 or 32.</param>
/// <param name="hasZeroPoint">Whether sums begin at the activations' sums for the zero point instead of at zero.</param>
/// <param name="tileBytes">Bytes from one row tile to the next.</param>
internal sealed class TileProductCode(
    Assembler assembler,
    int columns,
    int groupElements,
    bool hasZeroPoint,
    int tileBytes
)
{
    /// <summary>Row tiles that are multiplied together.</summary>
    internal const int RowTiles = 2;

    private const int PartElements = 32;
    private const int StepElements = 4;

    // Lines of a row: a tile of it takes 272 bytes at the most, which a sixth line has the end of only where they begin late in theirs.
    private const int FetchedRows = 2;
    private const int FetchedLines = 5;
    private const int ColumnBytes = RowTiles * TileLayout.LaneBytes;

    private const int FirstRunningSum = RowTiles * TileProductArguments.MostColumns;
    private const int FirstWeight = 2 * FirstRunningSum;
    private const int FirstScale = FirstWeight + RowTiles;
    private const int FirstFree = FirstScale + RowTiles;
    private const int FreeRegisters = 32 - FirstFree;

    private static readonly AssemblerRegister64[] Rows = [rax, rbx, rcx, rdx, rsi, r8];
    private static readonly AssemblerRegister64 QuantAt = r9;
    private static readonly AssemblerRegister64 ScaleAt = r10;
    private static readonly AssemblerRegister64 ZeroAt = r11;
    private static readonly AssemblerRegister64 Quants = r12;
    private static readonly AssemblerRegister64 Scales = r13;
    private static readonly AssemblerRegister64 Count = r14;
    private static readonly AssemblerRegister64 Sums = rbp;
    private static readonly AssemblerRegister64 Ahead = r15;

    private int _nextFree;

    /// <summary>Emits the body of the function.</summary>
    internal void Write()
    {
        for (int column = 0; column < columns; column++)
        {
            assembler.mov(Rows[column], Field(nameof(TileProductArguments.Activations), column * sizeof(ulong)));
        }

        assembler.mov(Count, Field(nameof(TileProductArguments.Parts)));
        WriteProducts();
        WriteMinimums();
    }

    private static AssemblerMemoryOperand Field(string name, int offset = 0) =>
        __qword_ptr[CallingConvention.Argument + ((int)Marshal.OffsetOf<TileProductArguments>(name) + offset)];

    private static AssemblerRegisterZMM Dot(int column, int tile) => Vectors.Zmm((RowTiles * column) + tile);

    private static AssemblerRegisterZMM RunningSum(int column, int tile) =>
        Vectors.Zmm(FirstRunningSum + (RowTiles * column) + tile);

    private static AssemblerRegisterZMM Weight(int tile) => Vectors.Zmm(FirstWeight + tile);

    private static AssemblerRegisterZMM Scale(int tile) => Vectors.Zmm(FirstScale + tile);

    /// <summary>Registers in turn, so that nothing waits for the last use of one.</summary>
    private AssemblerRegisterZMM Free() => Vectors.Zmm(FirstFree + (_nextFree++ % FreeRegisters));

    private void WriteProducts()
    {
        assembler.mov(Quants, Field(nameof(TileProductArguments.Quants)));
        assembler.mov(Scales, Field(nameof(TileProductArguments.Scales)));
        assembler.mov(QuantAt, Field(nameof(TileProductArguments.QuantAt)));
        assembler.mov(ScaleAt, Field(nameof(TileProductArguments.ScaleAt)));
        assembler.mov(ZeroAt, Field(nameof(TileProductArguments.ZeroAt)));
        LoadRunningSums(nameof(TileProductArguments.Sums));
        Label part = assembler.CreateLabel();
        assembler.Label(ref part);
        for (int column = 0; column < columns; column++)
        {
            assembler.mov(Ahead, Field(nameof(TileProductArguments.Ahead), column * sizeof(ulong)));
            assembler.prefetcht0(__[Ahead + QuantAt]);
        }

        WriteFetch();
        int groups = PartElements / groupElements;
        for (int group = 0; group < groups; group++)
        {
            WriteGroup(group);
        }

        assembler.add(Quants, PartElements / StepElements * TileLayout.LaneBytes);
        assembler.add(Scales, groups * TileLayout.LaneBytes);
        assembler.add(QuantAt, PartElements);
        assembler.add(ScaleAt, sizeof(float));
        assembler.add(ZeroAt, groups * sizeof(int));
        assembler.dec(Count);
        assembler.jnz(part);
        StoreRunningSums();
    }

    // Weights that are unpacked next, a few rows with each part: all at once would fill the buffers of lines on their way.
    private void WriteFetch()
    {
        Label fetched = assembler.CreateLabel();
        assembler.cmp(Field(nameof(TileProductArguments.AheadRows)), 0);
        assembler.jle(fetched);
        assembler.mov(Ahead, Field(nameof(TileProductArguments.AheadRow)));
        for (int row = 0; row < FetchedRows; row++)
        {
            for (int line = 0; line < FetchedLines; line++)
            {
                assembler.prefetcht1(__[Ahead + (line * TileLayout.LaneBytes)]);
            }

            assembler.add(Ahead, Field(nameof(TileProductArguments.AheadStride)));
        }

        assembler.mov(Field(nameof(TileProductArguments.AheadRow)), Ahead);
        assembler.sub(Field(nameof(TileProductArguments.AheadRows)), FetchedRows);
        assembler.Label(ref fetched);
    }

    private void WriteGroup(int group)
    {
        for (int column = 0; column < columns; column++)
        {
            for (int tile = 0; tile < RowTiles; tile++)
            {
                if (hasZeroPoint)
                {
                    assembler.vpbroadcastd(
                        Dot(column, tile),
                        __dword_ptr[Rows[column] + ZeroAt + (group * sizeof(int))]
                    );
                }
                else
                {
                    assembler.vpxord(Dot(column, tile), Dot(column, tile), Dot(column, tile));
                }
            }
        }

        int steps = groupElements / StepElements;
        for (int step = group * steps; step < (group + 1) * steps; step++)
        {
            for (int tile = 0; tile < RowTiles; tile++)
            {
                int offset = (step * TileLayout.LaneBytes) + (tile * tileBytes);
                assembler.vmovdqa64(Weight(tile), __zmmword_ptr[Quants + offset]);
            }

            for (int column = 0; column < columns; column++)
            {
                AssemblerRegisterZMM activations = Free();
                assembler.vpbroadcastd(activations, __dword_ptr[Rows[column] + QuantAt + (step * StepElements)]);
                for (int tile = 0; tile < RowTiles; tile++)
                {
                    assembler.vpdpbusd(Dot(column, tile), Weight(tile), activations);
                }
            }
        }

        for (int tile = 0; tile < RowTiles; tile++)
        {
            assembler.vmovaps(Scale(tile), __zmmword_ptr[Scales + (group * TileLayout.LaneBytes) + (tile * tileBytes)]);
        }

        for (int column = 0; column < columns; column++)
        {
            for (int tile = 0; tile < RowTiles; tile++)
            {
                AssemblerRegisterZMM scale = Free();
                assembler.vcvtdq2ps(Dot(column, tile), Dot(column, tile));
                assembler.vmulps(scale, Scale(tile), __dword_bcst[Rows[column] + ScaleAt]);
                assembler.vfmadd231ps(RunningSum(column, tile), Dot(column, tile), scale);
            }
        }
    }

    private void WriteMinimums()
    {
        Label done = assembler.CreateLabel();
        Label next = assembler.CreateLabel();
        assembler.mov(Scales, Field(nameof(TileProductArguments.Minimums)));
        assembler.test(Scales, Scales);
        assembler.jz(done);
        int groups = PartElements / groupElements;
        assembler.mov(Count, Field(nameof(TileProductArguments.Parts)));
        assembler.mov(ScaleAt, Field(nameof(TileProductArguments.SumAt)));
        LoadRunningSums(nameof(TileProductArguments.MinimumSums));
        assembler.Label(ref next);
        for (int group = 0; group < groups; group++)
        {
            for (int tile = 0; tile < RowTiles; tile++)
            {
                int offset = (group * TileLayout.LaneBytes) + (tile * tileBytes);
                assembler.vmovaps(Scale(tile), __zmmword_ptr[Scales + offset]);
            }

            for (int column = 0; column < columns; column++)
            {
                AssemblerRegisterZMM sum = Free();
                assembler.vbroadcastss(sum, __dword_ptr[Rows[column] + ScaleAt + (group * sizeof(float))]);
                for (int tile = 0; tile < RowTiles; tile++)
                {
                    assembler.vfmadd231ps(RunningSum(column, tile), Scale(tile), sum);
                }
            }
        }

        assembler.add(Scales, groups * TileLayout.LaneBytes);
        assembler.add(ScaleAt, groups * sizeof(float));
        assembler.dec(Count);
        assembler.jnz(next);
        StoreRunningSums();
        assembler.Label(ref done);
        assembler.nop();
    }

    private void LoadRunningSums(string field)
    {
        assembler.mov(Sums, Field(field));
        for (int column = 0; column < columns; column++)
        {
            for (int tile = 0; tile < RowTiles; tile++)
            {
                assembler.vmovaps(RunningSum(column, tile), SumsOf(column, tile));
            }
        }
    }

    private void StoreRunningSums()
    {
        for (int column = 0; column < columns; column++)
        {
            for (int tile = 0; tile < RowTiles; tile++)
            {
                assembler.vmovaps(SumsOf(column, tile), RunningSum(column, tile));
            }
        }
    }

    private static AssemblerMemoryOperand SumsOf(int column, int tile) =>
        __zmmword_ptr[Sums + (column * ColumnBytes) + (tile * TileLayout.LaneBytes)];
}

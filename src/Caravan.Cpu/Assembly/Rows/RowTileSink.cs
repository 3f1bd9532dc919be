// Stores rows as they are unpacked in a tile.
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Quants, scales and minimums of blocks of sixteen rows in the layout of <see cref="TileLayout"/>.</summary>
internal sealed class RowTileSink : RowSink
{
    private const int StepElements = sizeof(int);

    private static readonly AssemblerRegister64 Quants = r8;
    private static readonly AssemblerRegister64 Scales = r9;
    private static readonly AssemblerRegister64 Minimums = r10;

    /// <inheritdoc/>
    internal override bool KeepsQuants => true;

    /// <inheritdoc/>
    internal override void Begin()
    {
        Assembler.mov(Quants, RowFormatCode.Field(nameof(RowArguments.Quants)));
        Assembler.mov(Scales, RowFormatCode.Field(nameof(RowArguments.Scales)));
        if (Code.HasMinimum)
        {
            Assembler.mov(Minimums, RowFormatCode.Field(nameof(RowArguments.Minimums)));
        }
    }

    /// <inheritdoc/>
    internal override void BeginBlock() { }

    /// <inheritdoc/>
    internal override void EndBlock()
    {
        int groups = Code.BlockElements / Code.GroupElements;
        Assembler.add(Quants, Code.BlockElements / StepElements * TileLayout.LaneBytes);
        Assembler.add(Scales, groups * TileLayout.LaneBytes);
        if (Code.HasMinimum)
        {
            Assembler.add(Minimums, groups * TileLayout.LaneBytes);
        }
    }

    /// <inheritdoc/>
    internal override void End() { }

    /// <inheritdoc/>
    internal override AssemblerRegisterZMM[] Dots() => [];

    /// <inheritdoc/>
    internal override AssemblerRegisterZMM[] ZeroDots(int group) => [];

    /// <inheritdoc/>
    internal override void Add(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element) =>
        Assembler.vmovdqa32(__zmmword_ptr[Quants + (element / StepElements * TileLayout.LaneBytes)], weights);

    /// <inheritdoc/>
    internal override void AddHigh(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element, int bits)
    {
        AssemblerRegisterZMM low = Code.Take();
        Assembler.vpsrld(low, weights, (byte)bits);
        Add(dots, low, element);
        Code.Give(low);
    }

    /// <inheritdoc/>
    internal override void AddRepeated(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element) =>
        throw new InvalidOperationException("a tile takes quants, not parts of them: unpack four elements first");

    /// <inheritdoc/>
    internal override void AddZero(AssemblerRegisterZMM[] dots, int group) { }

    /// <inheritdoc/>
    internal override void AddGroup(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM scale, int group) =>
        Assembler.vmovaps(__zmmword_ptr[Scales + (group * TileLayout.LaneBytes)], scale);

    /// <inheritdoc/>
    internal override void AddMinimum(AssemblerRegisterZMM minimum, int group) =>
        Assembler.vmovaps(__zmmword_ptr[Minimums + (group * TileLayout.LaneBytes)], minimum);

    /// <inheritdoc/>
    internal override void FetchAhead(int bytes)
    {
        // The tile's product does that, over a longer time.
    }
}

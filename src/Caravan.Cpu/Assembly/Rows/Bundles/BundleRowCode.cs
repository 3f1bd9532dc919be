// Interleaved rows in an assembled row product.
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>
/// Sixteen rows are four bundles of four, two of eight or one, in which the same four elements of each row stand side by side: lanes are rows
/// as soon as they are loaded, and memory is read in as many runs as there are bundles instead of sixteen.
/// </summary>
internal abstract class BundleRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    /// <summary>Elements that are unpacked together: all of a small block, or one of the runs of a large one.</summary>
    protected const int PartElements = 32;

    /// <summary>Elements of a lane.</summary>
    protected const int LaneElements = sizeof(int);

    private const int FourRows = 4;

    /// <inheritdoc/>
    internal sealed override int RowsBytes => RowsTogether / BundleRows * BlockBytes;

    /// <inheritdoc/>
    internal sealed override bool NeedsFetching => BundleRows < RowsTogether;

    /// <summary>Rows of a bundle: 4, 8 or 16.</summary>
    protected abstract int BundleRows { get; }

    /// <summary>Bytes of four elements of each of its rows.</summary>
    protected int LineBytes => BundleRows * LaneElements;

    /// <inheritdoc/>
    protected sealed override void WriteBlock()
    {
        BeginBlock();
        int group = 0;
        for (int part = 0; part < BlockElements / PartElements; part++)
        {
            BeginPart(part);
            for (int lane = 0; lane < PartElements / LaneElements; lane += GroupElements / LaneElements)
            {
                AssemblerRegisterZMM[] dots = HasMinimum ? Dots() : ZeroDots(group);
                BeginGroup(part, lane);
                WriteLanes(dots, part, lane);
                EndGroup(dots, group);
                group++;
                FetchAhead(RowsBytes * GroupElements * group / BlockElements);
            }

            EndPart();
        }

        EndBlock();
    }

    /// <summary>Reads what belongs to all groups of a block.</summary>
    protected virtual void BeginBlock() { }

    /// <summary>Gives its registers back.</summary>
    protected virtual void EndBlock() { }

    /// <summary>Reads what belongs to a part's lanes together.</summary>
    protected virtual void BeginPart(int part) { }

    /// <summary>Gives its registers back.</summary>
    protected virtual void EndPart() { }

    /// <summary>Reads what belongs to a group's lanes together.</summary>
    /// <param name="part">The part.</param>
    /// <param name="lane">The group's first lane, 0 or 4.</param>
    protected virtual void BeginGroup(int part, int lane) { }

    /// <summary>Unpacks a group's lanes and adds them.</summary>
    /// <param name="dots">The sums.</param>
    /// <param name="part">The part.</param>
    /// <param name="lane">The group's first lane, 0 or 4.</param>
    protected abstract void WriteLanes(AssemblerRegisterZMM[] dots, int part, int lane);

    /// <summary>Brings a group into the running sums, with its scale and minimum.</summary>
    protected abstract void EndGroup(AssemblerRegisterZMM[] dots, int group);

    /// <summary>Four bytes of each row.</summary>
    /// <param name="offset">To those of the first row in the bundle's block.</param>
    protected AssemblerRegisterZMM Line(int offset)
    {
        AssemblerRegisterZMM line = Take();
        if (BundleRows == Rows)
        {
            Assembler.vmovdqu32(line, __zmmword_ptr[Bases[0] + offset]);
            return line;
        }

        if (BundleRows > FourRows)
        {
            Assembler.vmovdqu32(Lower(line), __ymmword_ptr[Bases[0] + offset]);
            if (RowsTogether > BundleRows)
            {
                Assembler.vinserti64x4(line, line, __ymmword_ptr[Bases[2] + offset], 1);
            }

            return line;
        }

        AssemblerRegisterZMM upper = Take();
        Assembler.vmovdqu32(Lowest(line), __xmmword_ptr[Bases[0] + offset]);
        Assembler.vinserti32x4(Lower(line), Lower(line), __xmmword_ptr[Bases[1] + offset], 1);
        Assembler.vmovdqu32(Lowest(upper), __xmmword_ptr[Bases[2] + offset]);
        Assembler.vinserti32x4(Lower(upper), Lower(upper), __xmmword_ptr[Bases[3] + offset], 1);
        Assembler.vinserti64x4(line, line, Lower(upper), 1);
        Give(upper);
        return line;
    }

    /// <summary>A byte of each row of bundles of four or eight, widened to lanes.</summary>
    /// <param name="offset">To that of the first row in the bundle's block.</param>
    protected AssemblerRegisterZMM ByteLanes(int offset)
    {
        AssemblerRegisterZMM lanes = Take();
        AssemblerRegisterXMM bytes = Lowest(lanes);
        if (BundleRows > FourRows)
        {
            Assembler.vmovq(bytes, __qword_ptr[Bases[0] + offset]);
            if (RowsTogether > BundleRows)
            {
                Assembler.vpinsrq(bytes, bytes, __qword_ptr[Bases[2] + offset], 1);
            }
        }
        else
        {
            Assembler.vmovd(bytes, __dword_ptr[Bases[0] + offset]);
            for (int i = 1; i < Bases.Length; i++)
            {
                Assembler.vpinsrd(bytes, bytes, __dword_ptr[Bases[i] + offset], (byte)i);
            }
        }

        Assembler.vpmovzxbd(lanes, bytes);
        return lanes;
    }

    /// <summary>A half-precision number of each row, widened.</summary>
    /// <param name="offset">To that of the first row in the bundle's block.</param>
    protected AssemblerRegisterZMM HalfLanes(int offset)
    {
        AssemblerRegisterZMM lanes = Take();
        if (BundleRows == Rows)
        {
            Assembler.vmovdqu32(Lower(lanes), __ymmword_ptr[Bases[0] + offset]);
        }
        else if (BundleRows > FourRows)
        {
            Assembler.vmovdqu32(Lowest(lanes), __xmmword_ptr[Bases[0] + offset]);
            if (RowsTogether > BundleRows)
            {
                Assembler.vinserti32x4(Lower(lanes), Lower(lanes), __xmmword_ptr[Bases[2] + offset], 1);
            }
        }
        else
        {
            AssemblerRegisterZMM upper = Take();
            Assembler.vmovq(Lowest(lanes), __qword_ptr[Bases[0] + offset]);
            Assembler.vpinsrq(Lowest(lanes), Lowest(lanes), __qword_ptr[Bases[1] + offset], 1);
            Assembler.vmovq(Lowest(upper), __qword_ptr[Bases[2] + offset]);
            Assembler.vpinsrq(Lowest(upper), Lowest(upper), __qword_ptr[Bases[3] + offset], 1);
            Assembler.vinserti32x4(Lower(lanes), Lower(lanes), Lowest(upper), 1);
            Give(upper);
        }

        Assembler.vcvtph2ps(lanes, Lower(lanes));
        return lanes;
    }
}

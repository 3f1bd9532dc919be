// How codes of interleaved rows become quants in an assembled row product.
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows.Bundles;

/// <summary>Low bits get those above them, and levels are looked up where a type has uneven ones; a bit of each row may raise these.</summary>
internal abstract class CodeBundleRowCode(Assembler assembler, RowSink sink) : BundleRowCode(assembler, sink)
{
    private const int TableLevels = 16;
    private const int SignedOffset = 128;
    private const int NumberOffset = 32;

    private AssemblerRegisterZMM _levels;
    private AssemblerRegisterZMM _raise;
    private AssemblerRegisterZMM _nibble;
    private AssemblerRegisterZMM _pair;
    private AssemblerRegisterZMM _offset;

    /// <summary>The levels that codes stand for, none where they are the quants; more than sixteen need a processor that permutes bytes.</summary>
    protected virtual ReadOnlySpan<sbyte> LevelValues => [];

    /// <summary>What levels are raised by in the rows that <see cref="MarkRaised"/> finds; 0 where none are.</summary>
    protected virtual int LevelShift => 0;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        if (LevelValues.Length > 0)
        {
            _levels = LevelValues.Length > TableLevels ? AllLevels(LevelValues) : Levels(LevelValues, SignedOffset);
        }

        if (LevelShift > 0)
        {
            _raise = Constant(0x01010101u * (uint)LevelShift);
        }
    }

    /// <summary>Before the loop: what numbers of six bits need.</summary>
    protected void WriteNumberConstants()
    {
        _nibble = Constant(0x0F);
        _pair = Constant(0x30);
        _offset = Constant(NumberOffset);
    }

    /// <summary>Finds the rows whose levels are raised, for all codes that are completed afterwards.</summary>
    /// <param name="offset">To a byte of each row in the bundle's block.</param>
    /// <param name="bit">The bit that says so.</param>
    protected void MarkRaised(int offset, int bit)
    {
        AssemblerRegisterZMM lanes = ByteLanes(offset);
        Assembler.vpslld(lanes, lanes, (byte)(31 - bit));
        Assembler.vpmovd2m(k1, lanes);
        Give(lanes);
    }

    /// <summary>Makes unsigned quants of low bits.</summary>
    /// <param name="codes">The low bits; receives the quants.</param>
    /// <param name="lane">Which four elements of the part.</param>
    protected void Complete(AssemblerRegisterZMM codes, int lane)
    {
        AddHighBits(codes, lane);
        if (LevelValues.Length > TableLevels)
        {
            Assembler.vpermb(codes, codes, _levels);
        }
        else if (LevelValues.Length > 0)
        {
            Assembler.vpshufb(codes, _levels, codes);
        }

        if (LevelShift > 0)
        {
            Assembler.vpaddd(codes.k1, codes, _raise);
        }
    }

    /// <summary>Adds the bits above the low ones, where a type has such.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="lane">Which four elements of the part.</param>
    protected virtual void AddHighBits(AssemblerRegisterZMM codes, int lane) { }

    /// <summary>Adds bits of a line to codes.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="line">The line.</param>
    /// <param name="from">The lowest of the bits in each byte.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="mask">The bits where they go.</param>
    protected void AddBits(
        AssemblerRegisterZMM codes,
        AssemblerRegisterZMM line,
        int from,
        int to,
        AssemblerRegisterZMM mask
    )
    {
        const byte OrOfAnd = 0xF8;
        if (from == to)
        {
            Assembler.vpternlogd(codes, line, mask, OrOfAnd);
            return;
        }

        AssemblerRegisterZMM bits = Take();
        Shift(bits, line, to - from);
        Assembler.vpternlogd(codes, bits, mask, OrOfAnd);
        Give(bits);
    }

    /// <summary>Numbers of six bits: a nibble and a pair above it.</summary>
    /// <param name="low">Its lowest four bits are the nibble.</param>
    /// <param name="high">Has the pair.</param>
    /// <param name="pairUp">How far the pair goes up to bit 4, or down when negative.</param>
    protected AssemblerRegisterZMM SixBits(AssemblerRegisterZMM low, AssemblerRegisterZMM high, int pairUp)
    {
        AssemblerRegisterZMM number = Take();
        if (pairUp == 0)
        {
            Assembler.vpandd(number, high, _pair);
        }
        else
        {
            Shift(number, high, pairUp);
            Assembler.vpandd(number, number, _pair);
        }

        Choose(number, _nibble, low);
        return number;
    }

    /// <summary>A group's number of six bits less 32; groups share bytes, the first ones their lowest bits.</summary>
    /// <param name="nibbles">To the bytes of nibbles in the bundle's block.</param>
    /// <param name="nibbleGroups">How many groups have such bytes for each row.</param>
    /// <param name="pairs">To the bytes of pairs.</param>
    /// <param name="pairGroups">How many groups have these.</param>
    /// <param name="group">The group.</param>
    protected AssemblerRegisterZMM OffsetNumber(int nibbles, int nibbleGroups, int pairs, int pairGroups, int group)
    {
        AssemblerRegisterZMM low = ByteLanes(nibbles + (group % nibbleGroups * BundleRows));
        AssemblerRegisterZMM high = ByteLanes(pairs + (group % pairGroups * BundleRows));
        if (group >= nibbleGroups)
        {
            Assembler.vpsrld(low, low, 4);
        }

        AssemblerRegisterZMM number = SixBits(low, high, 4 - (group / pairGroups * 2));
        Assembler.vpsubd(number, number, _offset);
        Give(low, high);
        return number;
    }
}

// What becomes of rows that are unpacked in registers.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Emits its part of a function whose other part, the unpacking, is a <see cref="RowFormatCode"/>.</summary>
internal abstract class RowSink
{
    /// <summary>Bytes that a fetch brings.</summary>
    protected const int CacheLine = 64;

    /// <summary>The unpacking, which owns the registers. Set by its constructor.</summary>
    internal RowFormatCode Code { get; set; } = null!;

    /// <summary>Rows that advance together: sixteen, or eight, which are a bundle, in the lower halves of registers.</summary>
    internal virtual int Rows => RowCode.Rows;

    /// <summary>See <see cref="RowFormatCode.KeepsQuants"/>.</summary>
    internal abstract bool KeepsQuants { get; }

    /// <summary>Receives the instructions.</summary>
    protected Assembler Assembler => Code.Assembler;

    /// <summary>Emits what comes before the loop over blocks.</summary>
    internal abstract void Begin();

    /// <summary>Called before a block is emitted.</summary>
    internal abstract void BeginBlock();

    /// <summary>Emits what moves to the next block.</summary>
    internal abstract void EndBlock();

    /// <summary>Emits what comes after the loop.</summary>
    internal abstract void End();

    /// <inheritdoc cref="RowFormatCode.Dots"/>
    internal abstract AssemblerRegisterZMM[] Dots();

    /// <inheritdoc cref="RowFormatCode.ZeroDots"/>
    internal abstract AssemblerRegisterZMM[] ZeroDots(int group);

    /// <inheritdoc cref="RowFormatCode.AddProducts"/>
    internal abstract void Add(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element);

    /// <inheritdoc cref="RowFormatCode.AddHighProducts"/>
    internal abstract void AddHigh(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element, int bits);

    /// <inheritdoc cref="RowFormatCode.AddRepeated"/>
    internal abstract void AddRepeated(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element);

    /// <inheritdoc cref="RowFormatCode.AddZero"/>
    internal abstract void AddZero(AssemblerRegisterZMM[] dots, int group);

    /// <inheritdoc cref="RowFormatCode.AddGroup"/>
    internal abstract void AddGroup(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM scale, int group);

    /// <inheritdoc cref="RowFormatCode.AddMinimum"/>
    internal abstract void AddMinimum(AssemblerRegisterZMM minimum, int group);

    /// <inheritdoc cref="RowFormatCode.FetchAhead"/>
    internal abstract void FetchAhead(int bytes);
}

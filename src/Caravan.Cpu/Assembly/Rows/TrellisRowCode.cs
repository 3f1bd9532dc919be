// The IQ*_KT types in an assembled row product.
using System.Runtime.InteropServices;
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// A state of each row's generator is multiplied from element to element; the level is the sum of the state's bytes, six bits each, less 126.
/// vpdpbusd multiplies all four bytes with the activation and adds them up.
/// </summary>
internal abstract class TrellisRowCode(Assembler assembler, RowSink sink) : RowFormatCode(assembler, sink)
{
    /// <summary>Elements of a 32-bit lane.</summary>
    protected const int QuadElements = 4;

    // Truth table: the first, or the second where the third is set.
    private const byte OrMasked = 0xF8;

    // The zero point's share is -128 times the sum of the group's activations: this much less is minus twice the sum.
    private const int TwiceShift = 6;

    private AssemblerRegisterZMM[] _others = [];
    private AssemblerRegisterZMM _multiplier;
    private AssemblerRegisterZMM _ones;
    private AssemblerRegisterZMM _firstFactor;
    private AssemblerRegisterZMM _secondFactor;
    private AssemblerRegisterZMM _two;
    private AssemblerRegisterZMM _mask;
    private AssemblerRegisterZMM _levels;
    private AssemblerRegisterZMM _nibble;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <inheritdoc/>
    internal sealed override int GroupElements => 32;

    /// <summary>What codes begin at, in every lane.</summary>
    protected AssemblerRegisterZMM Offset { get; private set; }

    /// <summary>The rows' own scales.</summary>
    protected AssemblerRegisterZMM RowScale { get; private set; }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        _multiplier = Constant(IntegerTrellis.Multiplier);
        _mask = Constant(IntegerTrellis.Mask);
        Offset = Constant(IntegerTrellis.Offset);
        _nibble = Constant(15);
        if (KeepsQuants)
        {
            WriteSumConstants();
            _two = Constant(0x01010101 * (128 - IntegerTrellis.Middle));
        }
    }

    /// <summary>Before the loop: what <see cref="WriteSums"/> needs.</summary>
    protected void WriteSumConstants()
    {
        _ones = Constant(0x01010101);
        _firstFactor = Constant(0x00010001);
        _secondFactor = Constant(0x01000100);
    }

    /// <summary>Before the loop: what <see cref="WriteLevel"/> needs.</summary>
    protected void WriteLevelConstants() => _levels = Table(MemoryMarshal.AsBytes(IQ4Levels.Values));

    /// <inheritdoc/>
    protected sealed override bool HasHeads => true;

    /// <inheritdoc/>
    protected override void WriteHeads() => RowScale = Singles(0);

    /// <summary>The sums that a group begins with.</summary>
    protected AssemblerRegisterZMM[] BeginGroup(int group)
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        // Every other element has sums of its own, where there are registers for them: one sum would wait for itself.
        _others = dots.Length is 1 or 2 ? Dots() : [];
        AssemblerRegisterZMM twice = Take();
        foreach (AssemblerRegisterZMM dot in dots)
        {
            Assembler.vpsrad(twice, dot, TwiceShift);
            Assembler.vpsubd(dot, dot, twice);
        }

        Give(twice);
        return dots;
    }

    /// <summary>Moves bits of <paramref name="word"/> from one place to another and adds those of <paramref name="mask"/> to a code.</summary>
    protected void AddBits(
        AssemblerRegisterZMM code,
        AssemblerRegisterZMM word,
        int from,
        int to,
        AssemblerRegisterZMM mask
    )
    {
        AssemblerRegisterZMM bits = Take();
        Shift(bits, word, to - from);
        Assembler.vpternlogd(code, bits, mask, OrMasked);
        Give(bits);
    }

    /// <summary>Takes the elements that follow from one state, a multiple of four.</summary>
    protected void AddElements(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM state, int element, int count)
    {
        AssemblerRegisterZMM bytes = Take();
        for (int i = 0; i < count; i += QuadElements)
        {
            if (KeepsQuants)
            {
                WriteSums(bytes, state);
                Assembler.vpaddb(bytes, bytes, _two);
                AddProducts(dots, bytes, element + i);
                continue;
            }

            for (int j = i; j < i + QuadElements; j++)
            {
                WriteStep(state, bytes);
                AddRepeated(j % 2 == 1 && _others.Length > 0 ? _others : dots, bytes, element + j);
            }
        }

        Give(bytes);
    }

    /// <summary>The sums of the bytes of four states, each at most 252 and a byte.</summary>
    protected void WriteSums(AssemblerRegisterZMM sums, AssemblerRegisterZMM state)
    {
        AssemblerRegisterZMM upper = Take();
        WritePair(sums, state);
        WritePair(upper, state);
        Assembler.vpslld(upper, upper, 16);
        Assembler.vpord(sums, sums, upper);
        Give(upper);
    }

    /// <summary>Adds up what <see cref="AddElements"/> kept apart.</summary>
    protected void JoinSums(AssemblerRegisterZMM[] dots)
    {
        for (int i = 0; i < _others.Length; i++)
        {
            Assembler.vpaddd(dots[i], dots[i], _others[i]);
        }

        Give(_others);
    }

    /// <summary>One step of the generator.</summary>
    /// <param name="state">The state, which moves on.</param>
    /// <param name="bytes">Receives the bits that count.</param>
    protected void WriteStep(AssemblerRegisterZMM state, AssemblerRegisterZMM bytes)
    {
        Assembler.vpmulld(state, state, _multiplier);
        Assembler.vpandd(bytes, state, _mask);
    }

    // Two sums side by side in 16 bits.
    private void WritePair(AssemblerRegisterZMM sums, AssemblerRegisterZMM state)
    {
        AssemblerRegisterZMM bytes = Take();
        WriteStep(state, bytes);
        Assembler.vpmaddubsw(bytes, bytes, _ones);
        Assembler.vpmaddwd(sums, bytes, _firstFactor);
        WriteStep(state, bytes);
        Assembler.vpmaddubsw(bytes, bytes, _ones);
        Assembler.vpdpwssd(sums, bytes, _secondFactor);
        Give(bytes);
    }

    /// <summary>A nibble of a word.</summary>
    protected void WriteNibble(AssemblerRegisterZMM number, AssemblerRegisterZMM word, int bit)
    {
        Assembler.vpsrld(number, word, (byte)bit);
        Assembler.vpandd(number, number, _nibble);
    }

    /// <summary>The level that a nibble of a word stands for.</summary>
    protected void WriteLevel(AssemblerRegisterZMM number, AssemblerRegisterZMM word, int bit)
    {
        WriteNibble(number, word, bit);
        Assembler.vpshufb(number, _levels, number);
        SignedByte(number, number, 0);
    }

    /// <summary>Writes the state that one of two 16-bit codes in a word begins with.</summary>
    protected void WriteState(AssemblerRegisterZMM state, AssemblerRegisterZMM word, int half)
    {
        if (half == 0)
        {
            Assembler.vpslld(state, word, 16);
            Assembler.vpsrld(state, state, 16);
        }
        else
        {
            Assembler.vpsrld(state, word, 16);
        }

        Assembler.vpaddd(state, state, Offset);
    }
}

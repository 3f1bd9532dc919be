// IQ3_KT in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ byte s[4]; uint16 codes[32]; byte signs[32] }</c>: group g has nibble <c>g / 4</c> of <c>s[g % 4]</c> and bit g of each byte of <c>signs</c>; a code is
/// eight magnitudes.
/// </summary>
internal sealed class IQ3_KTRowCode(Assembler assembler, RowSink sink) : TrellisRowCode(assembler, sink)
{
    private const int CodeOffset = 4;
    private const int SignOffset = 68;

    private AssemblerRegisterZMM _middle;
    private AssemblerRegisterZMM _tops;
    private AssemblerRegisterZMM _none;

    /// <inheritdoc/>
    internal override int BlockBytes => 100;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        if (!KeepsQuants)
        {
            WriteSumConstants();
        }

        _middle = Constant(0x01010101 * IntegerTrellis.Middle);
        _tops = Constant(0x80808080);
        _none = Constant(0);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        PutAside(Wide(SignOffset), 0);
        AssemblerRegisterZMM[] head = Narrow(0);
        Give(head.AsSpan(1));
        for (int group = 0; group < 8; group += 2)
        {
            AssemblerRegisterZMM[] words = Narrow(CodeOffset + (group * 8));
            WriteGroup(words.AsSpan(0, 2), head[0], group);
            WriteGroup(words.AsSpan(2, 2), head[0], group + 1);
            Give(words);
        }

        Give(head[0]);
    }

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> words, AssemblerRegisterZMM head, int group)
    {
        AssemblerRegisterZMM[] dots = ZeroDots(group);
        AssemblerRegisterZMM state = Take();
        for (int quad = 0; quad < 8; quad++)
        {
            if (quad % 2 == 0)
            {
                WriteState(state, words[quad / 4], quad / 2 % 2);
            }

            WriteQuad(dots, state, quad, group);
        }

        Give(state);
        AssemblerRegisterZMM number = Take();
        WriteNibble(number, head, (group % 4 * 8) + (group / 4 * 4));
        EndGroup(dots, number, RowScale, group);
    }

    // Four magnitudes side by side, which get their signs and are made unsigned.
    private void WriteQuad(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM state, int quad, int group)
    {
        AssemblerRegisterZMM quants = Take();
        AssemblerRegisterZMM signs = Take();
        WriteSums(quants, state);
        Assembler.vpsubb(quants, quants, _middle);
        Assembler.vpabsb(quants, quants);
        Assembler.vpslld(signs, Aside(quad), (byte)(7 - group));
        Assembler.vpmovb2m(k1, signs);
        Assembler.vpsubb(quants.k1, _none, quants);
        Assembler.vpxord(quants, quants, _tops);
        AddProducts(dots, quants, (group * 32) + (quad * QuadElements));
        Give(quants, signs);
    }
}

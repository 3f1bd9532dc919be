// IQ2_KT in an assembled row product.
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary><c>{ byte s[4]; uint16 codes[32] }</c>: group g has nibble <c>g / 4</c> of <c>s[g % 4]</c>; a code is eight elements.</summary>
internal sealed class IQ2_KTRowCode(Assembler assembler, RowSink sink) : TrellisRowCode(assembler, sink)
{
    private const int CodeOffset = 4;

    private AssemblerRegisterZMM _factor;

    /// <inheritdoc/>
    internal override int BlockBytes => 68;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        WriteLevelConstants();
        _factor = Constant(BitConverter.SingleToUInt32Bits(IntegerTrellis.FactorOfIQ2));
    }

    /// <inheritdoc/>
    protected override void WriteHeads()
    {
        base.WriteHeads();
        Assembler.vmulps(RowScale, RowScale, _factor);
        Give(_factor);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        AssemblerRegisterZMM[] head = Narrow(0);
        Give(head.AsSpan(1));
        AssemblerRegisterZMM state = Take();
        for (int group = 0; group < 8; group += 4)
        {
            AssemblerRegisterZMM[] words = Wide(CodeOffset + (group * 8));
            for (int i = 0; i < 4; i++)
            {
                WriteGroup(words.AsSpan(2 * i, 2), state, head[0], group + i);
            }

            Give(words);
        }

        Give(head[0], state);
    }

    private void WriteGroup(
        ReadOnlySpan<AssemblerRegisterZMM> words,
        AssemblerRegisterZMM state,
        AssemblerRegisterZMM head,
        int group
    )
    {
        AssemblerRegisterZMM[] dots = BeginGroup(group);
        for (int code = 0; code < 4; code++)
        {
            WriteState(state, words[code / 2], code % 2);
            AddElements(dots, state, (group * 32) + (code * 8), 8);
        }

        JoinSums(dots);
        AssemblerRegisterZMM number = Take();
        WriteLevel(number, head, (group % 4 * 8) + (group / 4 * 4));
        EndGroup(dots, number, RowScale, group);
    }
}

// IQ3_K and IQ3_KS in an assembled row product.
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Levels of three-bit codes: two bits as in <see cref="PairRowCode"/>, the third in 32 bytes for the whole block, those of run r in bit r. What
/// levels are raised by is 4 times the sum of the group's activations.
/// </summary>
internal abstract class ThirdBitRowCode(Assembler assembler, RowSink sink) : LevelRowCode(assembler, sink)
{
    private AssemblerRegisterZMM _levels;
    private AssemblerRegisterZMM _pairs;
    private AssemblerRegisterZMM _codes;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <summary>Bytes from a block's start to the lower bits of its codes; 64 further are the third bits.</summary>
    protected abstract int QuantOffset { get; }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        WriteNibbleConstant();
        _levels = Levels(NonLinearLevels.IQ3, LevelZero.IQ3);
        WriteShiftConstant(NonLinearLevels.IQ3Shift);
        _pairs = Constant(0x03030303);
        _codes = Constant(0x07070707);
    }

    /// <summary>Emits all groups of a block.</summary>
    protected void WriteGroups()
    {
        int groupWords = GroupElements / 4;
        PutAside(Wide(QuantOffset + 64), 0);
        for (int half = 0; half < 2; half++)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (half * 32));
            for (int run = 0; run < 4; run++)
            {
                for (int word = 0; word < words.Length; word += groupWords)
                {
                    int element = (half * 128) + (run * 32) + (word * 4);
                    WriteGroup(words.AsSpan(word, groupWords), word, (half * 4) + run, element);
                }
            }

            Give(words);
        }
    }

    /// <summary>The sums that a group begins with.</summary>
    protected abstract AssemblerRegisterZMM[] BeginGroup(int group);

    /// <summary>Brings a group into the running sums and gives its sums back.</summary>
    protected abstract void EndGroup(AssemblerRegisterZMM[] dots, int group);

    /// <summary>The sums of a group whose levels are raised where a bit is set.</summary>
    protected AssemblerRegisterZMM[] RaisedDots(int group, AssemblerRegisterZMM word, int bit) =>
        ShiftedDots(group, word, bit, 4);

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> words, int aside, int run, int element)
    {
        int group = element / GroupElements;
        AssemblerRegisterZMM[] dots = BeginGroup(group);
        AssemblerRegisterZMM codes = Take();
        AssemblerRegisterZMM low = Take();
        for (int i = 0; i < words.Length; i++)
        {
            if (run < 2)
            {
                Assembler.vpslld(codes, Aside(aside + i), (byte)(2 - run));
            }
            else
            {
                Assembler.vpsrld(codes, Aside(aside + i), (byte)(run - 2));
            }

            Assembler.vpsrld(low, words[i], (byte)(run % 4 * 2));
            Choose(codes, _pairs, low);
            Assembler.vpandd(codes, codes, _codes);
            Assembler.vpshufb(codes, _levels, codes);
            Raise(codes);
            AddProducts(dots, codes, element + (i * 4));
        }

        Give(codes, low);
        EndGroup(dots, group);
    }
}

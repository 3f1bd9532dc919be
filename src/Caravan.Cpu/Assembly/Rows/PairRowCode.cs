// IQ2_K and IQ2_KS in an assembled row product.
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors.Codebooks;
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// Levels of two-bit codes: 32 bytes have four runs of 32 elements, run r in pair r of each byte. What levels are raised by is 5 times the sum of
/// the group's activations, 4 times and once.
/// </summary>
internal abstract class PairRowCode(Assembler assembler, RowSink sink) : LevelRowCode(assembler, sink)
{
    private AssemblerRegisterZMM _levels;

    /// <inheritdoc/>
    internal sealed override int BlockElements => 256;

    /// <summary>Bytes from a block's start to its codes.</summary>
    protected abstract int QuantOffset { get; }

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        WriteNibbleConstant();
        _levels = Levels(NonLinearLevels.IQ2, LevelZero.IQ2);
        WriteShiftConstant(NonLinearLevels.IQ2Shift);
    }

    /// <summary>Emits all groups of a block.</summary>
    protected void WriteGroups()
    {
        int groupWords = GroupElements / 4;
        for (int half = 0; half < 2; half++)
        {
            AssemblerRegisterZMM[] words = Wide(QuantOffset + (half * 32));
            for (int run = 0; run < 4; run++)
            {
                for (int word = 0; word < words.Length; word += groupWords)
                {
                    WriteGroup(words.AsSpan(word, groupWords), run, (half * 128) + (run * 32) + (word * 4));
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
        ShiftedDots(group, word, bit, 3, 2);

    private void WriteGroup(ReadOnlySpan<AssemblerRegisterZMM> words, int run, int element)
    {
        int group = element / GroupElements;
        AssemblerRegisterZMM[] dots = BeginGroup(group);
        AssemblerRegisterZMM levels = Take();
        for (int i = 0; i < words.Length; i++)
        {
            // The table repeats its four levels, so that what is above a code does not matter.
            Assembler.vpsrld(levels, words[i], (byte)(2 * run));
            Assembler.vpandd(levels, levels, LowNibbles);
            Assembler.vpshufb(levels, _levels, levels);
            Raise(levels);
            AddProducts(dots, levels, element + (i * 4));
        }

        Give(levels);
        EndGroup(dots, group);
    }
}

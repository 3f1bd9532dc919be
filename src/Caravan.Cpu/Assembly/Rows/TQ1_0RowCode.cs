// TQ1_0 in an assembled row product.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// <c>{ byte q[32]; byte p[16]; byte r[4]; half d }</c>: digits 0 to 4 of q are the first five times 32 elements, those of p five times 16,
/// digits 0 to 3 of r four times 4, all too large by 1.
/// </summary>
internal sealed class TQ1_0RowCode(Assembler assembler, RowSink sink) : TernaryRowCode(assembler, sink)
{
    private const int MiddleOffset = 32;
    private const int LastOffset = 48;
    private const int ScaleOffset = 52;

    private AssemblerRegisterZMM _scale;

    /// <inheritdoc/>
    internal override int BlockElements => 256;

    /// <inheritdoc/>
    internal override int BlockBytes => 54;

    /// <inheritdoc/>
    internal override int GroupElements => 32;

    /// <inheritdoc/>
    protected override void WriteConstants()
    {
        base.WriteConstants();
        WriteTables(lastFirst: false);
    }

    /// <inheritdoc/>
    protected override void WriteBlock()
    {
        _scale = Numbers(ScaleOffset);
        AssemblerRegisterZMM[] words = Wide(0);
        LookUp(words);
        for (int plane = 0; plane < Planes; plane++)
        {
            AssemblerRegisterZMM[] dots = Dots();
            AddPlane(dots, words, plane, plane * GroupElements);
            EndPlane(dots, plane, plane);
            EndGroup(dots, plane);
        }

        Give(words);
        AssemblerRegisterZMM[] last = ZeroDots(4);
        AddAside(last, words.Length, 4 * GroupElements);
        EndGroup(last, 4);
        words = Narrow(MiddleOffset);
        LookUp(words);
        AddTwoPlanes(words, 0, _scale, 5);
        AddTwoPlanes(words, 2, _scale, 6);
        Give(words);
        last = ZeroDots(7);
        AddAside(last, words.Length, 7 * GroupElements);
        AddLast(last);
        EndGroup(last, 7);
        Give(_scale);
    }

    // The fifth digits are put aside.
    private void LookUp(AssemblerRegisterZMM[] words)
    {
        AssemblerRegisterZMM fifth = Take();
        for (int i = 0; i < words.Length; i++)
        {
            LookUp(words[i], fifth);
            Assembler.vmovdqa32(Aside(i), fifth);
        }

        Give(fifth);
    }

    private void AddAside(AssemblerRegisterZMM[] dots, int words, int element)
    {
        AssemblerRegisterZMM quants = Take();
        for (int i = 0; i < words; i++)
        {
            Assembler.vmovdqa32(quants, Aside(i));
            AddProducts(dots, quants, element + (4 * i));
        }

        Give(quants);
    }

    // The group's second half: a word's four digits one after the other.
    private void AddLast(AssemblerRegisterZMM[] dots)
    {
        AssemblerRegisterZMM digits = Singles(LastOffset);
        AssemblerRegisterZMM none = Take();
        LookUp(digits, none);
        Give(none);
        for (int i = 0; i < Planes; i++)
        {
            AddPlane(dots, [digits], 0, (7 * GroupElements) + 16 + (4 * i));
            Assembler.vpsrld(digits, digits, 2);
        }

        Give(digits);
    }

    private void EndGroup(AssemblerRegisterZMM[] dots, int group)
    {
        AddGroup(dots, _scale, group);
        FetchAhead(Rows * BlockBytes * (group + 1) / 8);
    }
}

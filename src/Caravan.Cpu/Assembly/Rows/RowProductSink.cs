// Multiplies rows with some columns as they are unpacked.
using Caravan.Cpu.Kernels.MatMul;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>
/// The kernel of token generation. In each group vpdpbusd sums the products of unsigned weights and signed activations, exactly; then
/// one multiplication and one fused addition bring the group into the running sums, in the order of the tile products, so that
/// results are the same to the last bit.
/// </summary>
/// <param name="columns">1 to <see cref="RowArguments.MostColumns"/>.</param>
/// <param name="rows">See <see cref="RowSink.Rows"/>.</param>
internal sealed class RowProductSink(int columns, int rows = RowCode.Rows) : RowSink
{
    private const int PartElements = ActivationLayout.ScaleElements;

    private static readonly AssemblerRegister64 QuantAt = r8;
    private static readonly AssemblerRegister64 ScaleAt = r9;
    private static readonly AssemblerRegister64 SumAt = r10;
    private static readonly AssemblerRegister64 Ahead = r11;
    private static readonly AssemblerRegister64[] Activations = [r12, r13, r14, r15];

    private readonly List<AssemblerRegisterZMM> _sums = [];
    private readonly List<AssemblerRegisterZMM> _minimumSums = [];
    private int _aheadLine;

    /// <inheritdoc/>
    internal override int Rows => rows;

    /// <inheritdoc/>
    internal override bool KeepsQuants => false;

    /// <inheritdoc/>
    internal override void Begin()
    {
        for (int i = 0; i < columns; i++)
        {
            _sums.Add(Code.Take());
            Code.Clear(_sums[i]);
            if (Code.HasMinimum)
            {
                _minimumSums.Add(Code.Take());
                Code.Clear(_minimumSums[i]);
            }

            Assembler.mov(Activations[i], RowFormatCode.Field(nameof(RowArguments.Activations), i * sizeof(ulong)));
        }

        Assembler.mov(Ahead, RowFormatCode.Field(nameof(RowArguments.Ahead)));
        Assembler.xor(QuantAt, QuantAt);
        Assembler.mov(ScaleAt, RowFormatCode.Field(nameof(RowArguments.ScaleAt)));
        Assembler.mov(SumAt, RowFormatCode.Field(nameof(RowArguments.SumAt)));
    }

    /// <inheritdoc/>
    internal override void BeginBlock() => _aheadLine = 0;

    /// <inheritdoc/>
    internal override void EndBlock()
    {
        FetchAhead(Code.RowsBytes);
        Assembler.add(Ahead, Code.RowsBytes);
        Assembler.add(QuantAt, Code.BlockElements);
        Assembler.add(ScaleAt, Code.BlockElements / PartElements * sizeof(float));
        Assembler.add(SumAt, Code.BlockElements / Code.GroupElements * sizeof(float));
    }

    /// <inheritdoc/>
    internal override void End()
    {
        for (int i = 0; i < columns; i++)
        {
            if (Code.HasMinimum)
            {
                Assembler.vsubps(_sums[i], _sums[i], _minimumSums[i]);
            }

            Assembler.mov(rax, RowFormatCode.Field(nameof(RowArguments.Destinations), i * sizeof(ulong)));
            if (Rows == RowCode.Rows)
            {
                Assembler.vmovups(__zmmword_ptr[rax], _sums[i]);
            }
            else
            {
                Assembler.vmovups(__ymmword_ptr[rax], RowCode.Lower(_sums[i]));
            }
        }
    }

    /// <inheritdoc/>
    internal override AssemblerRegisterZMM[] Dots()
    {
        AssemblerRegisterZMM[] dots = new AssemblerRegisterZMM[columns];
        for (int i = 0; i < columns; i++)
        {
            dots[i] = Code.Take();
            Code.Clear(dots[i]);
        }

        return dots;
    }

    /// <inheritdoc/>
    internal override AssemblerRegisterZMM[] ZeroDots(int group)
    {
        AssemblerRegisterZMM[] dots = new AssemblerRegisterZMM[columns];
        for (int i = 0; i < columns; i++)
        {
            dots[i] = Code.Take();
            Assembler.vpbroadcastd(dots[i], __dword_ptr[Activations[i] + SumAt + (group * sizeof(int))]);
        }

        return dots;
    }

    /// <inheritdoc/>
    internal override void Add(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element)
    {
        for (int i = 0; i < columns; i++)
        {
            Assembler.vpdpbusd(dots[i], weights, __dword_bcst[Activations[i] + QuantAt + element]);
        }
    }

    /// <inheritdoc/>
    internal override void AddHigh(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element, int bits) =>
        Add(dots, weights, element);

    /// <inheritdoc/>
    internal override void AddRepeated(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM weights, int element)
    {
        AssemblerRegisterZMM activation = Code.Take();
        for (int i = 0; i < columns; i++)
        {
            Assembler.vpbroadcastb(activation, __byte_ptr[Activations[i] + QuantAt + element]);
            Assembler.vpdpbusd(dots[i], weights, activation);
        }

        Code.Give(activation);
    }

    /// <inheritdoc/>
    internal override void AddZero(AssemblerRegisterZMM[] dots, int group)
    {
        for (int i = 0; i < columns; i++)
        {
            Assembler.vpaddd(dots[i], dots[i], __dword_bcst[Activations[i] + SumAt + (group * sizeof(int))]);
        }
    }

    /// <inheritdoc/>
    internal override void AddGroup(AssemblerRegisterZMM[] dots, AssemblerRegisterZMM scale, int group)
    {
        AssemblerRegisterZMM factor = Code.Take();
        int scaleAt = group * Code.GroupElements / PartElements * sizeof(float);
        for (int i = 0; i < columns; i++)
        {
            Assembler.vcvtdq2ps(dots[i], dots[i]);
            Assembler.vmulps(factor, scale, __dword_bcst[Activations[i] + ScaleAt + scaleAt]);
            Assembler.vfmadd231ps(_sums[i], dots[i], factor);
        }

        Code.Give(factor);
        Code.Give(dots);
    }

    /// <inheritdoc/>
    internal override void AddMinimum(AssemblerRegisterZMM minimum, int group)
    {
        for (int i = 0; i < columns; i++)
        {
            Assembler.vfmadd231ps(
                _minimumSums[i],
                minimum,
                __dword_bcst[Activations[i] + SumAt + (group * sizeof(float))]
            );
        }
    }

    /// <inheritdoc/>
    internal override void FetchAhead(int bytes)
    {
        // The rows behind these, into the second-level cache: the first one has too few buffers for lines on their way to keep
        // memory busy.
        for (; Code.NeedsFetching && _aheadLine < bytes; _aheadLine += CacheLine)
        {
            Assembler.prefetcht1(__[Ahead + _aheadLine]);
        }
    }
}

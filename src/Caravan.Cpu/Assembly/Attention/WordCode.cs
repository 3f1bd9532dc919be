// The assembled products with keys and values of signed bytes, where there are any.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Attention;

/// <summary>Functions for one to four queries, assembled and tried out when first asked for.</summary>
internal sealed unsafe class WordCode
{
    private static readonly Lazy<WordCode?> Tried = new(Create);

    private const int MostBlocksWithoutTransition = 8;

    private readonly MachineCode[] keys;
    private readonly MachineCode[] values;
    private readonly MachineCode scales;

    private WordCode(MachineCode[] keys, MachineCode[] values, MachineCode scales)
    {
        this.keys = keys;
        this.values = values;
        this.scales = scales;
    }

    /// <summary>The functions; null where assembled kernels are not used or do not work.</summary>
    internal static WordCode? Instance => Tried.Value;

    /// <summary>Scores of 1 to <see cref="SmallCounts.Most"/> queries.</summary>
    internal void MultiplyKeys(WordKeyArguments* arguments, int queries) =>
        Call(keys[queries - 1], arguments, arguments->Blocks);

    /// <summary>Sums of 1 to <see cref="SmallCounts.Most"/> queries.</summary>
    internal void AddValues(WordValueArguments* arguments, int queries)
    {
        for (int i = 0; i < 4; i++)
        {
            // Quarters of both registers in turn, two long words each.
            arguments->First[2 * i] = (i / 2 * 2) + (i % 2 * 8);
            arguments->First[(2 * i) + 1] = arguments->First[2 * i] + 1;
            arguments->Second[2 * i] = arguments->First[2 * i] + 4;
            arguments->Second[(2 * i) + 1] = arguments->First[2 * i] + 5;
        }

        Call(values[queries - 1], arguments, arguments->Blocks);
    }

    /// <summary>Scales of values.</summary>
    internal void ReadScales(WordScaleArguments* arguments) => Call(scales, arguments, 1);

    // Less than a microsecond for heads of up to 256 elements and a segment: a transition would cost a part of that. Longer ones
    // would hold a collection up.
    private static void Call(MachineCode code, void* arguments, nint blocks)
    {
        if (blocks <= MostBlocksWithoutTransition)
        {
            ((delegate* unmanaged[SuppressGCTransition]<void*, void>)code.Entry)(arguments);
        }
        else
        {
            code.Entry(arguments);
        }
    }

    private static WordCode? Create()
    {
        if (AssembledKernels.WhyNot is not null)
        {
            return null;
        }

        MachineCode[] keys = new MachineCode[SmallCounts.Most];
        MachineCode[] values = new MachineCode[SmallCounts.Most];
        for (int i = 0; i < SmallCounts.Most; i++)
        {
            if (
                Assemble(assembler => new WordKeyCode(assembler, i + 1).Write()) is not { } key
                || Assemble(assembler => new WordValueCode(assembler, i + 1).Write()) is not { } value
            )
            {
                return null;
            }

            keys[i] = key;
            values[i] = value;
        }

        if (Assemble(assembler => new WordScaleCode(assembler).Write()) is not { } scales)
        {
            return null;
        }

        WordCode code = new(keys, values, scales);
        return WordTrial.Passes(code) ? code : null;
    }

    private static MachineCode? Assemble(Action<Assembler> write) =>
        MachineCode.TryAssemble(assembler =>
        {
            // The upper sixteen registers have EVEX forms only.
            assembler.PreferVex = false;
            write(assembler);
        });
}

// Options about where threads run, how urgent they are and how they wait.
using Caravan.Cpu;

namespace Caravan.Cli.Options;

/// <summary>Processors, NUMA nodes, priority and active waiting, in llama.cpp's spellings.</summary>
internal static class AffinityOptions
{
    internal static readonly ValueOption<NumaStrategy> Numa = new(
        "--numa",
        "TYPE",
        ValueParsers.OneOf(
            ("distribute", NumaStrategy.Distribute),
            ("isolate", NumaStrategy.Isolate),
            ("numactl", NumaStrategy.Numactl)
        ),
        NumaStrategy.None,
        "keep threads on NUMA nodes: distribute (evenly over all), isolate (on the one where the program started) or numactl (on the processors that numactl gave)"
    )
    {
        Environment = "LLAMA_ARG_NUMA",
    };

    internal static readonly ValueOption<int[]> Mask = MaskOption("-C --cpu-mask", "(default: all)");

    internal static readonly ValueOption<int[]> Range = RangeOption("-Cr --cpu-range", "--cpu-mask");

    internal static readonly ValueOption<bool> Strict = StrictOption("--cpu-strict", "(default: 0)");

    internal static readonly ValueOption<int> Priority = new(
        "--prio",
        "N",
        ValueParsers.Integer(-1, 3),
        0,
        "priority of the process: -1 low, 0 normal, 1 medium, 2 high, 3 realtime (default: 0); above 0 needs a privilege"
    );

    internal static readonly ValueOption<int> Poll = PollOption("--poll", 50, "(default: 50)");

    internal static readonly ValueOption<int[]> BatchMask = MaskOption(
        "-Cb --cpu-mask-batch",
        "for prompts and batches (default: as --cpu-mask)"
    );

    internal static readonly ValueOption<int[]> BatchRange = RangeOption("-Crb --cpu-range-batch", "--cpu-mask-batch");

    internal static readonly ValueOption<bool> BatchStrict = StrictOption(
        "--cpu-strict-batch",
        "for prompts and batches (default: as --cpu-strict)"
    );

    internal static readonly ValueOption<int> BatchPoll = PollOption(
        "--poll-batch",
        50,
        "for prompts and batches (default: as --poll)"
    );

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<OptionDefinition> All { get; } =
    [Numa, Mask, Range, Strict, Priority, Poll, BatchMask, BatchRange, BatchStrict, BatchPoll];

    private static ValueOption<int[]> MaskOption(string names, string when) =>
        new(names, "M", CpuSetText.Mask, [], $"processors that threads may run on, as a hexadecimal mask {when}");

    private static ValueOption<int[]> RangeOption(string names, string mask) =>
        new(names, "lo-hi", CpuSetText.Range, [], $"the same as a range; adds to {mask}");

    private static ValueOption<bool> StrictOption(string names, string when) =>
        new(
            names,
            "<0|1>",
            ValueParsers.OneOf(("0", false), ("1", true)),
            false,
            $"1: each thread stays on a processor of its own {when}"
        );

    private static ValueOption<int> PollOption(string names, int usual, string when) =>
        new(
            names,
            "<0...100>",
            ValueParsers.Integer(0, 100),
            usual,
            $"how long threads wait actively before they sleep: 0 not at all, 100 for {TeamOptions.MostSpinMicroseconds} us {when}"
        );
}

// Options of sweep-bench alone.
namespace Caravan.Cli.Options;

/// <summary>ik_llama.cpp's llama-sweep-bench's own options.</summary>
internal static class SweepBenchOptions
{
    internal static readonly ValueOption<int> Repetitions = new(
        "-nrep --n-repetitions",
        "N",
        ValueParsers.Integer(1, 1_000_000),
        1,
        "measurements of the first row, which is shown as their mean (default: 1)"
    );

    internal static readonly ValueOption<int> Stride = new(
        "--sweep-stride",
        "N",
        ValueParsers.Integer(1, int.MaxValue),
        1,
        "measure every Nth row only (default: 1)"
    );

    internal static readonly FlagOption Memory = new(
        "--sweep-memory",
        "show the largest memory of the process so far, and that of GPUs, of which there are none here"
    );

    internal static readonly ValueOption<bool> IsJson = new(
        "--output-format",
        "md|jsonl",
        ValueParsers.OneOf(("md", false), ("table", false), ("jsonl", true)),
        false,
        "a table, or a JSON object a line (default: md)"
    );

    internal static readonly FlagOption WarmUpBatch = new(
        "-wb --warmup-batch",
        "run a whole micro-batch of prompt once before anything is measured"
    );

    internal static readonly ValueOption<int> Generate = new(
        "-n --predict --n-predict",
        "N",
        ValueParsers.Integer(-2, int.MaxValue),
        -1,
        "tokens to generate in each row; 0 or less = a quarter of -ub (default: -1)"
    )
    {
        Environment = "LLAMA_ARG_N_PREDICT",
    };

    internal static readonly OptionGroup Group = new(
        "sweep",
        [Generate, Repetitions, Stride, Memory, IsJson, WarmUpBatch, GenerationOptions.WarmUp]
    );
}

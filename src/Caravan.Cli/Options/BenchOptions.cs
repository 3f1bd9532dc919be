// Options of bench: llama-bench's, where most take lists of values.
using Caravan.Engine;
using Caravan.Models;
using Caravan.Tensors;

namespace Caravan.Cli.Options;

/// <summary>llama-bench's own options. Where several values are given, every combination is measured.</summary>
internal static class BenchOptions
{
    internal static readonly ListOption<string[]> Model = new(
        "-m --model",
        "FNAME,...",
        text => text.Split(',', StringSplitOptions.RemoveEmptyEntries),
        "GGUF files of models; of a split model any of its files"
    )
    {
        Environment = "LLAMA_ARG_MODEL",
    };

    internal static readonly ListOption<int[]> Prompt = Numbers("-p --n-prompt", 0, "prompt tokens (default: 512)");

    internal static readonly ListOption<int[]> Generate = Numbers("-n --n-gen", 0, "generated tokens (default: 128)");

    internal static readonly ListOption<(int Prompt, int Generated)> PromptAndGenerate = Pair(
        "-pg",
        "PP,TG",
        "prompt and generated tokens measured together"
    );

    internal static readonly ListOption<(int Depth, int Generated)> GenerateAfterPrompt = Pair(
        "-gp",
        "PP,TG",
        "generated tokens after PP prompt tokens that are not measured"
    );

    internal static readonly ListOption<int[]> Depth = Numbers(
        "-d --n-depth",
        0,
        "tokens in the cache before anything is measured (default: 0)"
    );

    internal static readonly ListOption<int[]> BatchSize = Numbers(
        "-b --batch-size",
        1,
        "prompt tokens handed over at once (default: 2048)"
    );

    internal static readonly ListOption<int[]> MicroBatchSize = Numbers(
        "-ub --ubatch-size",
        1,
        "prompt tokens computed at once (default: 512)"
    );

    internal static readonly ListOption<TensorType[]> KeyType = Types("-ctk --cache-type-k", "keys");

    internal static readonly ListOption<TensorType[]> ValueType = Types("-ctv --cache-type-v", "values");

    internal static readonly ListOption<int[]> Threads = new(
        "-t --threads",
        "N,...",
        RangeText.Of(0, ThreadOptions.MostThreads),
        "threads; 0 = all processors (default: the processor's physical cores)"
    );

    internal static readonly ListOption<bool?[]> FlashAttention = new(
        "-fa --flash-attn",
        "[on|off|auto],...",
        text => [.. text.Split(',').Select(ValueParsers.SwitchOrAuto)],
        "flash attention; bare: on (default: auto, which is on)"
    )
    {
        ValueWhenBare = OptionDefinition.On,
        // A list of all values at the most: what else follows belongs to another option.
        Words =
        [
            .. ValueParsers.SwitchWords,
            .. ValueParsers.SwitchWords.SelectMany(one => ValueParsers.SwitchWords.Select(two => one + "," + two)),
        ],
    };

    internal static readonly ListOption<WeightMemory[]> Memory = new(
        "-lm --load-mode",
        "MODE,...",
        text => [.. text.Split(',').Select(LoadModes.Read)],
        $"mmap: {LoadModes.MappedHelp}; none: {LoadModes.OwnHelp} (default: auto, {LoadModes.AutomaticHelp})"
    );

    internal static readonly ListOption<WeightMemory[]> Mapped = Bits(
        "-mmp --mmap",
        isOn => isOn ? WeightMemory.Mapped : WeightMemory.Own,
        "1: as -lm mmap, 0: as -lm none",
        "--no-mmap"
    );

    internal static readonly ListOption<WeightMemory[]> HugePages = Bits(
        "-thp --transparent-huge-pages",
        isOn => isOn ? WeightMemory.Own : WeightMemory.Automatic,
        "1: as -lm none, 0: as -lm auto"
    );

    internal static readonly ListOption<int[]> LatentAttention = new(
        "-mla --mla-use --mla-attn",
        "0..3,...",
        RangeText.Of(0, 3),
        "form of latent attention (default: the form the file is made for)"
    );

    internal static readonly ValueOption<bool> GroupedRouting = Bit(
        "-ger --grouped-expert-routing",
        true,
        "choose experts by groups where the file has groups (default: 1)"
    );

    internal static readonly ValueOption<int> Repetitions = new(
        "-r --repetitions",
        "N",
        ValueParsers.Integer(1, 1_000_000),
        5,
        "measurements of each test (default: 5)"
    );

    internal static readonly ValueOption<int> Delay = new(
        "--delay",
        "SECONDS",
        ValueParsers.Integer(0, 86400),
        0,
        "pause before each test (default: 0)"
    );

    internal static readonly ValueOption<BenchFormat> Output = Format(
        "-o --output",
        BenchFormat.Markdown,
        "output (default: md)"
    );

    internal static readonly ValueOption<BenchFormat> ErrorOutput = Format(
        "-oe --output-err",
        BenchFormat.None,
        "error (default: none)"
    );

    internal static readonly FlagOption Progress = new("--progress", "print to standard error what is being measured");

    internal static readonly ValueOption<bool> WarmUp = new(
        "-w --warmup",
        "[0|1]",
        ValueParsers.Switch,
        true,
        "run each test before it is measured, until the runtime has compiled what runs often, at most 2 s or once (default: 1)"
    )
    {
        ValueWhenBare = OptionDefinition.On,
        Words = ValueParsers.SwitchWords,
        NegativeNames = "--no-warmup",
    };

    internal static readonly OptionGroup Group = new(
        "benchmark",
        [Repetitions, Delay, Output, ErrorOutput, Progress, WarmUp, KernelOptions.Kernels]
    );

    internal static readonly OptionGroup Tests = new(
        "tests: every combination of values is run; values are lists, numbers also ranges FIRST-LAST+STEP and FIRST-LAST*FACTOR",
        [
            Model,
            .. ModelOptions.Downloads,
            Prompt,
            Generate,
            PromptAndGenerate,
            GenerateAfterPrompt,
            Depth,
            BatchSize,
            MicroBatchSize,
            KeyType,
            ValueType,
            Threads,
            FlashAttention,
            Memory,
            Mapped,
            HugePages,
            LatentAttention,
            ContextOptions.AttentionScratch,
            GroupedRouting,
        ]
    );

    /// <summary>An option that is 0 or 1, bare 1.</summary>
    internal static ValueOption<bool> Bit(string names, bool fallback, string help, string negatives = "") =>
        new(names, "[0|1]", ValueParsers.Switch, fallback, help)
        {
            ValueWhenBare = OptionDefinition.On,
            Words = ValueParsers.SwitchWords,
            NegativeNames = negatives,
        };

    /// <summary>A list of options that are 0 or 1, bare 1.</summary>
    internal static ListOption<T[]> Bits<T>(string names, Func<bool, T> meaning, string help, string negatives = "") =>
        new(names, "[0|1],...", text => [.. text.Split(',').Select(one => meaning(ValueParsers.Switch(one)))], help)
        {
            ValueWhenBare = OptionDefinition.On,
            Words = [.. ValueParsers.SwitchWords, "0,1", "1,0"],
            NegativeNames = negatives,
        };

    private static ListOption<int[]> Numbers(string names, int least, string help) =>
        new(names, "N,...", RangeText.Of(least, ModelLimits.Context), help);

    private static ListOption<TensorType[]> Types(string names, string what) =>
        new(
            names,
            "TYPE,...",
            text => [.. text.Split(',').Select(ContextOptions.CacheType)],
            $"type of cached {what}: f32, f16, bf16, q8_0, q4_0, q4_1, iq4_nl, q5_0, q5_1, q6_0 (default: f16)"
        );

    private static ListOption<(int, int)> Pair(string names, string placeholder, string help) =>
        new(
            names,
            placeholder,
            text =>
                text.Split(',') is [var first, var second]
                    ? (Count(first), Count(second))
                    : throw new FormatException($"'{text}' is not of the form {placeholder}"),
            help
        );

    private static int Count(string text) => ValueParsers.Integer(0, ModelLimits.Context)(text);

    private static ValueOption<BenchFormat> Format(string names, BenchFormat fallback, string where) =>
        new(
            names,
            "md|csv|json|jsonl|sql",
            ValueParsers.OneOf(
                ("md", BenchFormat.Markdown),
                ("csv", BenchFormat.Csv),
                ("json", BenchFormat.Json),
                ("jsonl", BenchFormat.JsonLines),
                ("sql", BenchFormat.Sql),
                ("none", BenchFormat.None)
            ),
            fallback,
            $"form of the results on standard {where}"
        );
}

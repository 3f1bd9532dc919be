// Options of "bench cpu".
using Caravan.Cpu;
using Caravan.Tensors;

namespace Caravan.Cli.Options;

/// <summary>What kernels are measured and beside whom.</summary>
internal static class CpuBenchOptions
{
    /// <summary>The word of <see cref="Peers"/> for no peer, where the variable names some.</summary>
    internal const string NoPeer = "none";

    // A row of more elements, or more rows, than any model has.
    private const int MostExtent = 1 << 20;
    private const int MostColumns = 1 << 16;

    internal static readonly ListOption<TensorType[]> Types = new(
        "--type",
        "TYPE,...",
        text => [.. text.Split(',').Select(Type)],
        "types of weights (default: all that the CPU multiplies)"
    );

    internal static readonly ListOption<(int K, int Rows)[]> Shapes = new(
        "--shape",
        "KxROWS,...",
        text => [.. text.Split(',').Select(Shape)],
        "elements of a weight row (ne0) and rows; of gate and up in a block (default: 2048x8192)"
    );

    internal static readonly ListOption<int[]> Columns = new(
        "-b --columns",
        "N,...",
        RangeText.Of(1, MostColumns),
        "rows of activations (default: 1,4,8,16,512; in a block 512)"
    );

    internal static readonly ListOption<int[]> Threads = new(
        "-t --threads",
        "N,...",
        RangeText.Of(0, ThreadOptions.MostThreads),
        "threads; 0 = all processors (default: 1 and the processor's physical cores)"
    );

    internal static readonly ValueOption<long> Size = new(
        "--size",
        "SIZE",
        ReadSize,
        1L << 30,
        "memory read for the bandwidth, and the most that copies of weights take together (default: 1G)"
    );

    internal static readonly ListOption<string[]> Peers = new(
        "--oracle",
        "FOLDER,...",
        text => text.Split(',', StringSplitOptions.RemoveEmptyEntries),
        "folders of libraries to compare with: llama.cpp's libggml-base and libggml-cpu-*, or ik_llama.cpp's libggml; none: no "
            + "comparison"
    )
    {
        Environment = "CARAVAN_ORACLE",
    };

    internal static readonly ValueOption<BenchFormat> Output = new(
        "-o --output",
        "md|csv|json|jsonl",
        ValueParsers.OneOf(
            ("md", BenchFormat.Markdown),
            ("csv", BenchFormat.Csv),
            ("json", BenchFormat.Json),
            ("jsonl", BenchFormat.JsonLines)
        ),
        BenchFormat.Markdown,
        "form of the results on standard output (default: md)"
    );

    internal static readonly OptionGroup Group = new(
        "benchmark: every combination of values is run; numbers are also ranges FIRST-LAST+STEP and FIRST-LAST*FACTOR",
        [Types, Shapes, Columns, Threads, BenchOptions.Repetitions, Size, Peers, Output, KernelOptions.Kernels]
    );

    private static TensorType Type(string name) =>
        TensorTypes.TryParse(name, out TensorTypeTraits? traits)
            ? traits.Type
            : throw new FormatException($"there is no type '{name}'; expected one such as q4_K");

    private static (int K, int Rows) Shape(string text) =>
        text.Split('x') is [var k, var rows]
            ? (Extent(k), Extent(rows))
            : throw new FormatException($"'{text}' is not of the form KxROWS");

    private static int Extent(string text) => ValueParsers.Integer(1, MostExtent)(text);

    private static long ReadSize(string text) =>
        ValueParsers.Size(text) is var size && size >= CpuLimits.LeastReadBytes
            ? size
            : throw new FormatException($"{text} is too small, expected 1M or more");
}

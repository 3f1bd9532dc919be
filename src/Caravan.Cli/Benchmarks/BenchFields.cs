// The fields of JSON, CSV and SQL, in llama-bench's order.
using System.Globalization;
using Caravan.Cli.Options;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks;

/// <summary>All fields that programs which read llama-bench's results look for.</summary>
internal static class BenchFields
{
    // What is the same in every result: no masks, no strict affinity, no fitting.
    private const string NoMask = "0x0";
    private const string UsualPoll = "50";

    private static readonly BenchField LatentAttention = Integer(
        "mla_attn",
        r => r.Case.LatentAttention.GetValueOrDefault(-1)
    );

    private static readonly BenchField[] All =
    [
        Text("build_commit", _ => VersionText.Commit),
        Integer("build_number", _ => VersionText.BuildNumber),
        Text("cpu_info", r => r.Subject.Cpu),
        Text("gpu_info", _ => ""),
        Text("backends", r => r.Subject.Backends),
        Text("model_filename", r => r.Case.ModelPath),
        Text("model_type", r => r.Subject.Model),
        Integer("model_size", r => r.Subject.ModelBytes),
        Integer("model_n_params", r => r.Subject.ModelParameters),
        Integer("n_batch", r => r.Case.BatchSize),
        Integer("n_ubatch", r => r.Case.MicroBatchSize),
        Integer("n_threads", r => r.Case.Threads),
        Text("cpu_mask", _ => NoMask),
        Bit("cpu_strict", _ => false),
        new BenchField("poll", BenchFieldKind.Integer, _ => UsualPoll),
        Text("type_k", r => NameOf(r.Case.KeyType)),
        Text("type_v", r => NameOf(r.Case.ValueType)),
        Integer("n_gpu_layers", r => r.Case.Placement.GpuLayersNumber),
        Integer("n_cpu_moe", r => r.Case.Placement.CpuExpertLayers),
        Text("split_mode", r => r.Case.Placement.SplitMode),
        Integer("main_gpu", r => r.Case.Placement.MainDevice),
        Bit("no_kv_offload", r => r.Case.Placement.NoCacheOffload),
        Integer("flash_attn", r => r.Case.FlashAttentionNumber),
        Text("devices", r => r.Case.Placement.DevicesText),
        Text("tensor_split", r => r.Case.Placement.TensorSplitText),
        Text("tensor_buft_overrides", r => r.Case.Placement.OverridesText),
        Text("load_mode", r => LoadModes.NameOf(r.Subject.Memory)),
        Bit("embeddings", _ => false),
        Integer("no_op_offload", _ => 0),
        Bit("no_host", _ => false),
        Integer("fit_target", _ => 0),
        Integer("fit_min_ctx", _ => 0),
        Integer("n_prompt", r => r.Case.PromptTokens),
        Integer("n_gen", r => r.Case.GeneratedTokens),
        Integer("n_depth", r => r.Case.Depth),
        Text("test_time", r => r.Started.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        Integer("avg_ns", r => r.AverageNs),
        Integer("stddev_ns", r => r.DeviationNs),
        Number("avg_ts", r => r.AverageRate),
        Number("stddev_ts", r => r.DeviationRate),
    ];

    /// <summary>The fields for some tests: ik_llama.cpp's <c>mla_attn</c> is there only where <c>-mla</c> was given.</summary>
    internal static IReadOnlyList<BenchField> For(IEnumerable<BenchCase> cases) =>
        cases.Any(one => one.LatentAttention is not null) ? [.. All, LatentAttention] : All;

    /// <summary>The name of a type as ggml writes it.</summary>
    internal static string NameOf(TensorType type) => TensorTypes.Get(type).Name.ToLowerInvariant();

    private static BenchField Text(string name, Func<BenchResult, string> value) =>
        new(name, BenchFieldKind.Text, value);

    private static BenchField Integer(string name, Func<BenchResult, long> value) =>
        new(name, BenchFieldKind.Integer, r => value(r).ToString(CultureInfo.InvariantCulture));

    private static BenchField Number(string name, Func<BenchResult, double> value) =>
        new(name, BenchFieldKind.Number, r => value(r).ToString("F6", CultureInfo.InvariantCulture));

    private static BenchField Bit(string name, Func<BenchResult, bool> value) =>
        new(name, BenchFieldKind.Bit, r => value(r) ? "1" : "0");
}

// Results of benchmarks in llama-bench's formats.
using System.Text.Json;
using Caravan.Cli.Benchmarks;
using Caravan.Cli.Options;
using Caravan.Engine;
using Caravan.Tensors;

namespace Caravan.Cli.Tests.Benchmarks;

public class BenchPrinterTests
{
    // The names that llama.cpp's compare-llama-bench reads.
    private static readonly string[] ReadNames =
    [
        "build_commit",
        "build_number",
        "cpu_info",
        "gpu_info",
        "backends",
        "model_filename",
        "model_type",
        "model_size",
        "model_n_params",
        "n_batch",
        "n_ubatch",
        "n_threads",
        "cpu_mask",
        "cpu_strict",
        "poll",
        "type_k",
        "type_v",
        "n_gpu_layers",
        "split_mode",
        "main_gpu",
        "no_kv_offload",
        "flash_attn",
        "tensor_split",
        "tensor_buft_overrides",
        "load_mode",
        "embeddings",
        "no_op_offload",
        "n_prompt",
        "n_gen",
        "n_depth",
        "test_time",
        "avg_ns",
        "stddev_ns",
        "avg_ts",
        "stddev_ts",
        "n_cpu_moe",
        "fit_target",
        "fit_min_ctx",
    ];

    private static readonly BenchPlacement Placement = new(99, 0, "layer", 0, [], [], [], false);

    private static readonly BenchCase Case = new(
        "folder/\"a\" model's.gguf",
        Placement,
        8,
        2048,
        512,
        TensorType.Q8_0,
        TensorType.F16,
        true,
        WeightMemory.Automatic,
        null,
        256 << 20,
        true,
        512,
        0,
        0
    );

    private static readonly BenchResult Result = new(
        Case,
        new BenchSubject("A CPU", "RPC", "llama 7B Q4_K - Medium", 4_081_004_544, 6_738_415_616, WeightMemory.Mapped),
        new DateTime(2025, 4, 24, 11, 58, 50, DateTimeKind.Utc),
        [74_601_900, 71_632_900, 71_745_200, 71_952_700, 70_745_500]
    );

    [Fact]
    public void The_table_has_llama_benchs_form()
    {
        MarkdownBenchPrinter printer = new([Case], "RPC");
        Assert.Equal(
            "| model                          |       size |     params | backend    | ngl | threads | type_k |  fa |            test |                  t/s |\n"
                + "| ------------------------------ | ---------: | ---------: | ---------- | --: | ------: | -----: | --: | --------------: | -------------------: |\n"
                + "| llama 7B Q4_K - Medium         |   3.80 GiB |     6.74 B | RPC        |  99 |       8 |   q8_0 |   1 |           pp512 |     7100.00 ± 140.34 |\n",
            printer.Begin() + printer.Add(Result)
        );
    }

    [Fact]
    public void A_machine_without_workers_shows_threads_and_no_layers()
    {
        string header = new MarkdownBenchPrinter([Case], BenchSubject.CpuBackend).Begin();
        Assert.DoesNotContain("ngl", header, StringComparison.Ordinal);
        Assert.Contains("| threads |", header, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_appear_where_tests_differ_from_what_is_usual()
    {
        BenchCase other = Case with
        {
            KeyType = TensorType.F16,
            FlashAttention = null,
            MicroBatchSize = 256,
            LatentAttention = 3,
            Placement = Placement with { Devices = ["RPC0", "RPC1"], TensorSplit = [3, 1] },
        };
        string header = new MarkdownBenchPrinter([other], "RPC").Begin().Split('\n')[0];
        Assert.DoesNotContain("type_k", header, StringComparison.Ordinal);
        Assert.DoesNotContain(" fa |", header, StringComparison.Ordinal);
        Assert.Contains("| n_ubatch | mla | dev          | ts           |", header, StringComparison.Ordinal);
    }

    // Figures of the same samples in llama-bench's own documentation.
    [Fact]
    public void Means_and_deviations_are_llama_benchs()
    {
        Assert.Equal(72_135_640, Result.AverageNs);
        Assert.Equal(1_453_752, Result.DeviationNs);
        Assert.Equal(7100.002165, Result.AverageRate, 1e-6);
        Assert.Equal(140.341520, Result.DeviationRate, 1e-6);
        Assert.Equal(0, (Result with { SamplesNs = [5] }).DeviationRate);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Json_has_every_field_that_readers_look_for(bool isLines)
    {
        BenchPrinter printer = Printer(isLines ? BenchFormat.JsonLines : BenchFormat.Json);
        string text = printer.Begin() + printer.Add(Result) + (isLines ? "" : printer.Add(Result)) + printer.End();
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement result = isLines ? document.RootElement : document.RootElement[1];
        Assert.All(ReadNames, name => Assert.True(result.TryGetProperty(name, out _), name));
        Assert.Equal(Case.ModelPath, result.GetProperty("model_filename").GetString());
        Assert.Equal("2025-04-24T11:58:50Z", result.GetProperty("test_time").GetString());
        Assert.False(result.GetProperty("embeddings").GetBoolean());
        Assert.Equal(512, result.GetProperty("n_prompt").GetInt32());
        Assert.Equal(72_135_640, result.GetProperty("avg_ns").GetInt64());
        Assert.Equal(5, result.GetProperty("samples_ns").GetArrayLength());
        Assert.Equal(6863.1, result.GetProperty("samples_ts")[0].GetDouble(), 0.01);
    }

    [Fact]
    public void Csv_quotes_every_value()
    {
        BenchPrinter printer = Printer(BenchFormat.Csv);
        string[] names = printer.Begin().TrimEnd('\n').Split(',');
        string line = printer.Add(Result);
        Assert.Superset(ReadNames.ToHashSet(), names.ToHashSet());
        Assert.Contains(
            "\"folder/\"\"a\"\" model's.gguf\",\"llama 7B Q4_K - Medium\",\"4081004544\"",
            line,
            StringComparison.Ordinal
        );
        Assert.Equal(names.Length, line.Split("\",\"").Length);
    }

    [Fact]
    public void Sql_creates_and_fills_a_table()
    {
        BenchPrinter printer = Printer(BenchFormat.Sql);
        string text = printer.Begin() + printer.Add(Result);
        Assert.StartsWith(
            "CREATE TABLE IF NOT EXISTS llama_bench (\n  build_commit TEXT,\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("  avg_ts REAL,\n  stddev_ts REAL\n);\n", text, StringComparison.Ordinal);
        Assert.Contains("'folder/\"a\" model''s.gguf'", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_form_of_latent_attention_is_told_where_it_was_asked_for()
    {
        BenchCase latent = Case with { LatentAttention = 3 };
        Assert.Contains(BenchFields.For([latent]), field => field.Name == "mla_attn");
        Assert.DoesNotContain(BenchFields.For([Case]), field => field.Name == "mla_attn");
    }

    [Theory]
    [InlineData(5_246_208, "5M")]
    [InlineData(1_100_048_384, "1.1B")]
    [InlineData(7_000_000_000, "7B")]
    [InlineData(70_553_706_496, "71B")]
    [InlineData(292_800, "293K")]
    public void Sizes_of_models_are_short(long parameters, string expected) =>
        Assert.Equal(expected, ModelDescription.SizeOf(parameters));

    private static BenchPrinter Printer(BenchFormat format) => BenchPrinter.Create(format, [Case], "RPC")!;
}

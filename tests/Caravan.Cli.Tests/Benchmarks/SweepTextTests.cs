// The texts of sweep-bench.
using System.Text.Json;
using Caravan.Cli.Benchmarks;

namespace Caravan.Cli.Tests.Benchmarks;

public class SweepTextTests
{
    private static readonly SweepHeader Header = new(4096, 2048, 512, 1, 99, 48, 24);
    private static readonly SweepRow Row = new(512, 128, 1024, 1.1, 2.311, 707.25);

    [Fact]
    public void The_settings_are_told_in_llama_sweep_benchs_words() =>
        Assert.Equal(
            "main: n_kv_max = 4096, n_batch = 2048, n_ubatch = 512, flash_attn = 1, n_gpu_layers = 99, n_threads = 48, n_threads_batch = 24",
            SweepText.Settings(Header)
        );

    [Fact]
    public void The_table_has_llama_sweep_benchs_form() =>
        Assert.Equal(
            "|    PP |     TG |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |\n"
                + "|-------|--------|--------|----------|----------|----------|----------|\n"
                + "|   512 |    128 |   1024 |    1.100 |   465.45 |    2.311 |    55.39 |\n",
            SweepText.TableHeader(showsMemory: false) + SweepText.TableRow(Row, showsMemory: false)
        );

    [Fact]
    public void Memory_has_two_more_columns() =>
        Assert.Equal(
            "|    PP |     TG |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |    RSS HWM | VRAM delta |\n"
                + "|-------|--------|--------|----------|----------|----------|----------|------------|------------|\n"
                + "|   512 |    128 |   1024 |    1.100 |   465.45 |    2.311 |    55.39 |      707.2 |        n/a |\n",
            SweepText.TableHeader(showsMemory: true)
                + SweepText.TableRow(Row with { PeakMemory = 707.24 }, showsMemory: true)
        );

    [Fact]
    public void A_line_of_json_has_llama_sweep_benchs_names()
    {
        using JsonDocument document = JsonDocument.Parse(SweepText.Json(Header, Row, showsMemory: true));
        Assert.Equal(
            [
                "n_kv_max",
                "n_batch",
                "n_ubatch",
                "flash_attn",
                "n_gpu_layers",
                "n_threads",
                "n_threads_batch",
                "pp",
                "tg",
                "n_kv",
                "t_pp",
                "speed_pp",
                "t_tg",
                "speed_tg",
                "rss_hwm_mib",
                "vram_delta_mib",
            ],
            document.RootElement.EnumerateObject().Select(property => property.Name)
        );
        Assert.Equal(707.25, document.RootElement.GetProperty("rss_hwm_mib").GetDouble());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("vram_delta_mib").ValueKind);
    }
}

// Command lines about how a model is loaded.
using Caravan.Cli.Options;
using Caravan.Engine;

namespace Caravan.Cli.Tests.Options;

public class LoadModeTests
{
    [Theory]
    [InlineData(WeightMemory.Automatic)]
    [InlineData(WeightMemory.Mapped, "--mmap")]
    [InlineData(WeightMemory.Own, "--no-mmap")]
    [InlineData(WeightMemory.Own, "-thp")]
    [InlineData(WeightMemory.Automatic, "-lm", "auto")]
    [InlineData(WeightMemory.Mapped, "-lm", "mmap")]
    [InlineData(WeightMemory.Own, "--load-mode", "none")]
    [InlineData(WeightMemory.Own, "--load-mode", "dio")]
    [InlineData(WeightMemory.Mapped, "--load-mode", "mmap+mlock")]
    [InlineData(WeightMemory.Mapped, "-lm", "none", "--mmap")]
    [InlineData(WeightMemory.Own, "--mmap", "-lm", "none")]
    public void Modes_have_llama_cpps_names(WeightMemory expected, params string[] arguments) =>
        Assert.Equal(expected, ModelOptions.Memory(Parsed.Run(arguments).Options));

    [Fact]
    public void The_command_line_wins_over_the_environment() =>
        Assert.Equal(
            WeightMemory.Own,
            ModelOptions.Memory(Parsed.In(new() { ["LLAMA_ARG_LOAD_MODE"] = "mmap" }, "--no-mmap").Options)
        );

    [Theory]
    [InlineData("-lm", "mmap,none")]
    [InlineData("-thp", "1")]
    [InlineData("-mmp", "0,1")]
    public void Bench_takes_lists(params string[] arguments) =>
        Assert.NotNull(Parsed.Of("bench", [.. arguments, "-m", "a.gguf"]));

    [Fact]
    public void An_unknown_mode_is_refused() => Assert.Throws<UsageException>(() => Parsed.Run("-lm", "floppy"));
}

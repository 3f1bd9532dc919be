// Environment variables that stand for options.
using Caravan.Cli.Options;

namespace Caravan.Cli.Tests.Options;

public class EnvironmentTests
{
    [Fact]
    public void A_variable_stands_for_an_option() =>
        Assert.Equal(77, Parsed.In(new() { ["LLAMA_ARG_CTX_SIZE"] = "77" }).Options.Get(ContextOptions.ContextSize));

    [Fact]
    public void The_command_line_wins_over_a_variable() =>
        Assert.Equal(
            5,
            Parsed.In(new() { ["LLAMA_ARG_CTX_SIZE"] = "77" }, "-c", "5").Options.Get(ContextOptions.ContextSize)
        );

    [Theory]
    [InlineData("LLAMA_ARG_NO_PERF", "1", false)]
    [InlineData("LLAMA_ARG_PERF", "off", false)]
    [InlineData("LLAMA_ARG_PERF", "true", true)]
    public void Switches_have_variables_for_both_ways(string variable, string value, bool expected) =>
        Assert.Equal(expected, Parsed.In(new() { [variable] = value }).Options.Get(OutputOptions.Timings));

    [Fact]
    public void A_wrong_variable_is_refused_by_name()
    {
        UsageException problem = Assert.Throws<UsageException>(() =>
            Parsed.In(new() { ["LLAMA_ARG_CTX_SIZE"] = "big" })
        );
        Assert.Contains("LLAMA_ARG_CTX_SIZE", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_for_what_this_version_lacks_is_refused_by_name()
    {
        UsageException problem = Assert.Throws<UsageException>(() =>
            Parsed.In(new() { ["LLAMA_ARG_DRAFT_MAX"] = "8" })
        );
        Assert.Contains("LLAMA_ARG_DRAFT_MAX", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rope_variables_are_named_after_their_options() =>
        Assert.Equal(
            5e5f,
            RopeOptions.Read(Parsed.In(new() { ["LLAMA_ARG_ROPE_FREQ_BASE"] = "500000" }).Options).FrequencyBase
        );
}

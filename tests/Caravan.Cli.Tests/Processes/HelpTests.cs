// Help, version, and command lines that cannot be right.
using Caravan.Cli.Commands;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public class HelpTests
{
    public static TheoryData<string> Commands() => [.. All.Select(command => command.Name)];

    private static IEnumerable<CliCommand> All => CommandList.All.SelectMany(one => one.Subcommands.Prepend(one));

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_names_every_option(string command)
    {
        string text = CaravanProcess.Run([.. command.Split(' '), "--help"]).Success();
        Assert.StartsWith($"Usage: caravan {command} ", text, StringComparison.Ordinal);
        foreach (
            string name in All.Single(one => one.Name == command)
                .Groups.SelectMany(g => g.Options)
                .SelectMany(o => o.Names)
        )
        {
            Assert.Contains(name, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Overview_names_every_command(string command) =>
        Assert.Contains($"\n  {command} ", CaravanProcess.Run("--help").Success(), StringComparison.Ordinal);

    [Fact]
    public void Lines_of_help_fit_a_wide_terminal() =>
        Assert.All(
            CaravanProcess.Run("run", "--help").Success().Split('\n'),
            line => Assert.True(line.Length <= 120 && !line.EndsWith(' '), line)
        );

    [Fact]
    public void Version_is_told() =>
        Assert.Matches(@"^version: caravan \d+\.\d+\.\d+", CaravanProcess.Run("--version").Success());

    [Theory]
    [InlineData("no command before -m", "-m", "model.gguf")]
    [InlineData("no command 'frobnicate'", "frobnicate")]
    [InlineData("unknown option --frobnicate", "run", "--frobnicate")]
    [InlineData("no model", "run", "-p", "x")]
    [InlineData("no model", "perplexity", "-p", "x")]
    [InlineData("-ot exps=CUDA0: there is no device CUDA0", "run", "-m", "x", "-ot", "exps=CUDA0")]
    [InlineData("-dev CUDA0: there is no such device", "run", "-m", "x", "-dev", "CUDA0")]
    [InlineData("-hf: models are not downloaded", "run", "-hf", "ggml-org/gemma-3-1b-it-GGUF")]
    [InlineData("no model", "bench")]
    [InlineData("no model", "sweep-bench")]
    [InlineData("'second' was not expected", "inspect", "first", "second")]
    [InlineData("fuzz needs more", "fuzz")]
    public void Wrong_command_lines_are_refused_with_exit_code_2(string expected, params string[] arguments) =>
        Assert.Contains(expected, CaravanProcess.Run(arguments).Refusal(2), StringComparison.Ordinal);

    [Fact]
    public void Without_arguments_the_overview_is_printed_with_exit_code_2()
    {
        ProcessResult result = CaravanProcess.Run();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Usage: caravan COMMAND", result.Output, StringComparison.Ordinal);
    }
}

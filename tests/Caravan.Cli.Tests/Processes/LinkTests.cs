// The program called through links named like other programs.
using System.Diagnostics;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class LinkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("llama-cli")]
    [InlineData("llama-completion")]
    [InlineData("main")]
    public void A_link_named_like_llama_cli_completes_a_prompt(string name) =>
        Assert.Equal("It is", Through(name, "-m", CaravanProcess.AustenModel, "-p", "It is", "-n", "0").Success());

    [Fact]
    public void A_link_named_llama_tokenize_tokenizes() =>
        Assert.Equal(
            "[1015, 364]\n",
            Through("llama-tokenize", "-m", CaravanProcess.AustenModel, "-p", "It is", "--ids").Success()
        );

    [Fact]
    public void A_link_named_llama_perplexity_measures_perplexity() =>
        Assert.StartsWith(
            "Usage: caravan perplexity",
            Through("llama-perplexity", "--help").Success(),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("llama-server", "serve")]
    [InlineData("llama-bench", "bench")]
    [InlineData("llama-sweep-bench", "sweep-bench")]
    [InlineData("rpc-server", "worker")]
    [InlineData("ggml-rpc-server", "worker")]
    public void A_link_named_like_another_program_is_the_command_for_it(string name, string command) =>
        Assert.StartsWith($"Usage: caravan {command} ", Through(name, "--help").Success(), StringComparison.Ordinal);

    [Fact]
    public void A_link_tells_the_version() =>
        Assert.StartsWith("version: caravan", Through("llama-cli", "--version").Success(), StringComparison.Ordinal);

    [Fact]
    public void A_link_named_like_a_program_without_a_part_here_is_refused() =>
        Assert.Contains(
            "llama-batched-bench",
            Through("llama-batched-bench", "-m", "x").Refusal(2),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_link_of_another_name_is_the_program_itself() =>
        Assert.StartsWith("version: caravan", Through("my-caravan", "--version").Success(), StringComparison.Ordinal);

    [Fact]
    public void A_name_given_by_the_shell_counts()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no bash to give a program another name");
        using Process process = CaravanProcess.Start(
            "/bin/bash",
            "-c",
            "exec -a llama-cli \"$0\" --help",
            CaravanProcess.ProgramPath
        );
        Assert.StartsWith("Usage: caravan run", CaravanProcess.Finish(process).Success(), StringComparison.Ordinal);
    }

    private ProcessResult Through(string name, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a link's name is only known on Linux");
        string link = folder.File(name);
        File.CreateSymbolicLink(link, CaravanProcess.ProgramPath);
        using Process process = CaravanProcess.Start(link, arguments);
        return CaravanProcess.Finish(process);
    }
}

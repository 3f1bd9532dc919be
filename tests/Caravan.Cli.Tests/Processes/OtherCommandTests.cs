// The other commands as processes.
using System.Text.Json;
using Caravan.Cpu;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public class OtherCommandTests
{
    // Of austen-llama-Q8_0.golden.json: the tokens that ik_llama.cpp makes of this text.
    private const string Prompt = "It is a truth universally acknowledged";
    private const string PromptIds = "[1015, 364, 258, 1899, 463, 72, 1187, 554, 1777, 732, 793]\n";

    [Fact]
    public void Tokenize_prints_tokens_as_a_list() =>
        Assert.Equal(PromptIds, Tokenize("-p", Prompt, "--ids").Success());

    [Fact]
    public void Cpu_prints_what_is_offered_and_what_is_used()
    {
        string text = CaravanProcess.Run("cpu").Success();
        Assert.StartsWith("offered\n  processor ", text, StringComparison.Ordinal);
        Assert.Contains($"{Environment.ProcessorCount} logical processors", text, StringComparison.Ordinal);
        Assert.Contains(
            $"  kernels           {CpuKernels.Level.ToString().ToLowerInvariant()} (",
            text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("not known", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_of_the_wanted_kind_are_used()
    {
        string text = CaravanProcess.Run("cpu", "--kernels", "portable").Success();
        Assert.Contains("  kernels           portable (", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokenize_reads_standard_input() =>
        Assert.Equal(
            PromptIds,
            CaravanProcess.RunWith(Prompt, "tokenize", "-m", CaravanProcess.AustenModel, "--stdin", "--ids").Success()
        );

    [Fact]
    public void Tokenize_reads_a_file()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("text.txt", "It is a truth universally acknowledged\n"u8);
        Assert.Equal(PromptIds, Tokenize("-f", path, "--ids").Success());
    }

    [Fact]
    public void Tokenize_prints_a_line_for_each_token_and_their_number() =>
        Assert.Equal(
            "  1015 -> 'It'\n   364 -> ' is'\n   258 -> ' a'\nTotal number of tokens: 3\n",
            Tokenize("-p", "It is a", "--show-count").Success()
        );

    [Fact]
    public void Tokenize_reads_control_tokens() =>
        Assert.Equal("[2047]\n", Tokenize("-p", "<|endoftext|>", "--ids").Success());

    [Fact]
    public void Tokenize_leaves_control_tokens_alone_where_asked() =>
        Assert.NotEqual("[2047]\n", Tokenize("-p", "<|endoftext|>", "--ids", "--no-parse-special").Success());

    [Theory]
    [InlineData("[1]\n")]
    [InlineData("[]\n", "--no-bos")]
    public void Tokenize_begins_texts_as_the_model_wants(string expected, params string[] more) =>
        Assert.Equal(
            expected,
            CaravanProcess.Run(["tokenize", "-m", CaravanProcess.StoriesModel, "-p", "", "--ids", .. more]).Success()
        );

    [Fact]
    public void Tokenize_wants_one_text() =>
        Assert.Contains("--stdin", Tokenize("--ids").Refusal(2), StringComparison.Ordinal);

    [Fact]
    public void Perplexity_prints_running_values_and_the_estimate()
    {
        ProcessResult result = Perplexity("-c", "256", "--chunks", "2");
        Assert.Matches(
            @"^\[1\]\d+\.\d{4},\[2\](\d+\.\d{4}),\nFinal estimate: PPL = \1 \+/- \d+\.\d{5}\n$",
            result.Success()
        );
        Assert.Contains(
            "perplexity: calculating perplexity over 2 chunks, n_ctx=256, batch_size=256, n_seq=1",
            result.ErrorLines
        );
        Assert.Contains(result.ErrorLines, line => line.Contains("seconds per pass - ETA", StringComparison.Ordinal));
    }

    [Fact]
    public void Perplexity_prints_lines_of_numbers_where_asked() =>
        Assert.Matches(
            @"^       0  \d+\.\d{4}  \d\.\d{6}  \d\.\d{6}\n\nFinal estimate: ",
            Perplexity("-c", "128", "--chunks", "1", "--ppl-output-type", "1").Success()
        );

    [Fact]
    public void Perplexity_refuses_a_short_text()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("short.txt", "It is a truth."u8);
        string message = CaravanProcess
            .Run("perplexity", "-m", CaravanProcess.AustenModel, "-f", path, "--log-disable")
            .Refusal(1);
        Assert.Contains("at least 1024", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_prints_metadata_tensors_and_sums()
    {
        string text = CaravanProcess.Run("inspect", CaravanProcess.AustenModel).Success();
        Assert.Matches(@"general\.architecture\s+String\s+llama", text);
        Assert.Matches(@"token_embd\.weight\s+Q8_0\s+256 x 2048\s+\d+\s+557056", text);
        Assert.Matches(@"Q8_0\s+43\s", text);
        Assert.Matches(@"blk\.5\s+9\s", text);
        Assert.Contains("total: 56 tensors", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_prints_json()
    {
        string text = CaravanProcess.Run("inspect", CaravanProcess.AustenModel, "--json").Success();
        using JsonDocument json = JsonDocument.Parse(text);
        Assert.Equal(56, json.RootElement.GetProperty("totals").GetProperty("tensors").GetInt32());
    }

    [Fact]
    public void Fuzz_reads_damaged_files()
    {
        string text = CaravanProcess.Run("fuzz", "gguf", "-n", "2000", "-s", "3").Success();
        Assert.Matches(@"^2000 damaged files: \d+ refused, \d+ still valid, 0 failures", text);
    }

    [Fact]
    public void Fuzz_plays_damaged_exchanges()
    {
        string text = CaravanProcess.Run("fuzz", "rpc", "-n", "2000", "-s", "3").Success();
        Assert.Contains("dialect K: 1000 damaged exchanges", text, StringComparison.Ordinal);
        Assert.Contains("dialect B: 1000 damaged exchanges", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fuzz_knows_its_targets() =>
        Assert.Contains(
            "expected gguf or rpc",
            CaravanProcess.Run("fuzz", "pictures").Refusal(2),
            StringComparison.Ordinal
        );

    private static ProcessResult Tokenize(params string[] arguments) =>
        CaravanProcess.Run(["tokenize", "-m", CaravanProcess.AustenModel, .. arguments]);

    private static ProcessResult Perplexity(params string[] arguments) =>
        CaravanProcess.Run([
            "perplexity",
            "-m",
            CaravanProcess.AustenModel,
            "-f",
            SharedFolder.Require("models/austen-heldout.txt"),
            .. arguments,
        ]);
}

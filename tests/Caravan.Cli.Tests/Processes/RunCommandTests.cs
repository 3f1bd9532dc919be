// "caravan run" as a process: what it prints where.
using System.Text.Json;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public class RunCommandTests
{
    private const string Prompt = "It is a truth universally acknowledged";

    [Fact]
    public void Greedy_text_equals_the_golden_text()
    {
        using JsonDocument golden = JsonDocument.Parse(
            File.ReadAllBytes(SharedFolder.Require("models/stories260K.golden.json"))
        );
        string text = Stories("--temp", "0", "-n", "200", "-c", "256").Success();
        Assert.Equal(golden.RootElement.GetProperty("text").GetString(), text);
    }

    [Fact]
    public void The_prompt_and_the_text_are_all_of_standard_output()
    {
        string whole = Stories("-p", "Once upon a time", "--temp", "0", "-n", "8").Success();
        string text = Stories("-p", "Once upon a time", "--temp", "0", "-n", "8", "--no-display-prompt").Success();
        Assert.Equal(" Once upon a time" + text, whole);
        Assert.NotEqual("", text);
    }

    [Fact]
    public void The_same_seed_gives_the_same_text()
    {
        string[] arguments = ["-p", Prompt, "-n", "24", "-s", "7"];
        Assert.Equal(Austen(arguments).Success(), Austen(arguments).Success());
    }

    [Fact]
    public void Another_seed_gives_another_text() =>
        Assert.NotEqual(
            Austen("-p", Prompt, "-n", "24", "-s", "7").Success(),
            Austen("-p", Prompt, "-n", "24", "-s", "8").Success()
        );

    [Fact]
    public void Nothing_is_generated_with_n_0() => Assert.Equal(Prompt, Austen("-p", Prompt, "-n", "0").Success());

    [Fact]
    public void Batches_and_threads_do_not_change_the_text() =>
        Assert.Equal(
            Austen("-p", Prompt, "-n", "16", "--temp", "0", "-t", "1").Success(),
            Austen("-p", Prompt, "-n", "16", "--temp", "0", "-t", "2", "-b", "8", "-ub", "3", "--no-warmup").Success()
        );

    [Fact]
    public void The_prompt_may_come_from_a_file()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("prompt.txt", "It is a truth\n"u8);
        Assert.Equal("It is a truth", Austen("-f", path, "-n", "0").Success());
    }

    [Fact]
    public void Escapes_in_the_prompt_are_read() => Assert.Equal("a\tb", Austen("-p", @"a\tb", "-n", "0").Success());

    [Fact]
    public void Escapes_are_left_alone_where_asked() =>
        Assert.Equal(@"a\tb", Austen("-p", @"a\tb", "-n", "0", "--no-escape").Success());

    [Fact]
    public void Timings_have_llama_cpps_form()
    {
        ProcessResult result = Austen("-p", Prompt, "-n", "5", "--temp", "0");
        result.Success();
        string[] timings = result.Error.Split('\n')[^6..^1];
        Assert.Matches(@"^llama_print_timings:        load time = [ \d]{7}\.\d\d ms$", timings[0]);
        Assert.Matches(Rates(@"     sample time", @"    5 runs  "), timings[1]);
        Assert.Matches(Rates("prompt eval time", "   11 tokens"), timings[2]);
        Assert.Matches(Rates("       eval time", @"    4 runs  "), timings[3]);
        Assert.Matches(@"^llama_print_timings:       total time = [ \d]{7}\.\d\d ms /    15 tokens$", timings[4]);
    }

    [Fact]
    public void Timings_are_left_out_where_asked() =>
        Assert.DoesNotContain(
            "llama_print_timings",
            Austen("-p", Prompt, "-n", "1", "--no-perf").Error,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_log_is_left_out_where_asked() =>
        Assert.Equal("", Austen("-p", Prompt, "-n", "1", "--no-perf", "--log-disable").Error);

    [Fact]
    public void The_seed_in_use_is_told()
    {
        ProcessResult result = Austen("-p", Prompt, "-n", "1", "-s", "4711");
        Assert.Contains("sampler seed: 4711", result.ErrorLines);
    }

    [Fact]
    public void Memory_is_told_at_load()
    {
        string error = Austen("-p", Prompt, "-n", "0").Error;
        Assert.Matches(@"KV self size = \d+\.\d\d MiB, K \(f16\), V \(f16\)", error);
        Assert.Matches(@"CPU compute buffer size = \d+\.\d\d MiB", error);
    }

    [Fact]
    public void Options_without_effect_are_named_with_the_reason()
    {
        string[] lines = Austen("-p", Prompt, "-n", "0", "-ngl", "99", "-ts", "1,2", "--mlock", "-fmoe").ErrorLines;
        Assert.Equal(
            [
                "note: --mlock changes nothing here: keeping the model in memory: see --load-mode",
                "note: -ngl, -ts: nothing to do without workers (--rpc); all runs on this machine's CPU",
            ],
            lines.Where(line => line.StartsWith("note: ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void More_threads_than_processors_run_as_that_many()
    {
        string[] lines = Austen("-p", Prompt, "-n", "0", "-t", "1024").ErrorLines;
        string most = Environment.ProcessorCount.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"note: 1024 threads asked for, {most} run: this process may use {most} processors", lines);
        Assert.Contains(lines, line => line.StartsWith($"system_info: n_threads = {most} ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reverse_prompt_ends_the_text()
    {
        string text = Stories("--temp", "0", "-n", "200", "-r", "Lily").Success();
        Assert.Equal(" Once upon a time, there was a little girl named Lily", text);
    }

    [Fact]
    public void A_full_context_ends_the_text()
    {
        ProcessResult result = Austen("-p", Prompt, "-c", "20", "-n", "-2", "--ignore-eos", "--temp", "0");
        result.Success();
        Assert.Contains("the context is full", result.Error, StringComparison.Ordinal);
        // 11 tokens of prompt leave 9 positions; the token chosen at the last one is printed and never evaluated.
        Assert.Matches(@"sample time =.*/     9 runs", result.Error);
    }

    [Fact]
    public void An_empty_prompt_starts_from_the_token_that_begins_texts()
    {
        ProcessResult result = Stories("-p", "", "--temp", "0", "-n", "4");
        Assert.Equal(" Once upon", result.Success()[..10]);
        Assert.Matches(@"prompt eval time =.*/     1 tokens", result.Error);
    }

    [Fact]
    public void An_empty_prompt_is_refused_where_no_token_begins_texts()
    {
        using TemporaryFolder folder = new();
        string path = ChangedModel.Write(
            folder.File("no-begin.gguf"),
            // GLM's vocabularies have no such token unless the file names one.
            model => model.Set("tokenizer.ggml.pre", "glm4"),
            without: "tokenizer.ggml.bos_token_id"
        );
        Assert.Contains(
            "the prompt is empty",
            CaravanProcess.Run("run", "-m", path, "-n", "1", "--log-disable").Refusal(2),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_prompt_is_colored_where_asked() =>
        Assert.Equal("\u001b[33mIt is\u001b[0m", Austen("-p", "It is", "-n", "0", "--color", "on").Success());

    [Fact]
    public void Nothing_is_colored_in_a_pipe() =>
        Assert.Equal("It is", Austen("-p", "It is", "-n", "0", "--color", "auto").Success());

    [Fact]
    public void A_prompt_that_fills_the_context_is_refused()
    {
        string message = Austen("-p", Prompt, "-c", "14", "--log-disable").Refusal(1);
        Assert.Contains("11 tokens", message, StringComparison.Ordinal);
        Assert.Contains("at most 10", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Interactive_mode_hands_over_at_a_reverse_prompt_and_goes_on()
    {
        ProcessResult result = CaravanProcess.RunWith(
            "She was happy.\n",
            "run",
            "-m",
            CaravanProcess.StoriesModel,
            "--temp",
            "0",
            "-i",
            "-r",
            "Lily",
            "-n",
            "40",
            "--simple-io"
        );
        Assert.StartsWith(
            " Once upon a time, there was a little girl named Lily",
            result.Success(),
            StringComparison.Ordinal
        );
        Assert.Contains("end of input", result.ErrorLines);
    }

    [Fact]
    public void Inputs_are_put_between_prefix_and_suffix()
    {
        ProcessResult result = CaravanProcess.RunWith(
            "said he\n",
            "run",
            "-m",
            CaravanProcess.AustenModel,
            "-p",
            "It is",
            "-n",
            "2",
            "--temp",
            "0",
            "-if",
            "--in-prefix",
            " [",
            "--in-suffix",
            "] "
        );
        // The input itself is on the user's terminal already.
        Assert.StartsWith("It is [] ", result.Success(), StringComparison.Ordinal);
    }

    [Fact]
    public void Prompt_tokens_are_told_where_asked()
    {
        ProcessResult result = Stories("-p", "hi", "-n", "0", "--verbose-prompt");
        Assert.Contains("     1 -> '<s>'", result.ErrorLines);
    }

    private static ProcessResult Austen(params string[] arguments) =>
        CaravanProcess.Run(["run", "-m", CaravanProcess.AustenModel, .. arguments]);

    private static ProcessResult Stories(params string[] arguments) =>
        CaravanProcess.Run(["run", "-m", CaravanProcess.StoriesModel, .. arguments]);

    private static string Rates(string what, string count) =>
        $@"^llama_print_timings: {what} = [ \d]{{7}}\.\d\d ms / {count} \([ \d]{{5}}\.\d\d ms per token, [ \d]{{5}}\.\d\d tokens per second\)$";
}

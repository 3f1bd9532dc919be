// Conversations as processes: in a pipe, by other names, stopped.
using System.Diagnostics;
using System.Text.Json;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class ChatTests : IDisposable
{
    private const string Plain = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:";
    private const string Thinking = Plain + "<think>{# </think> #}";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void In_a_pipe_each_line_is_a_message_and_the_answers_alone_are_printed()
    {
        ProcessResult result = Chat("Hello\n\nAnd you?\n", "--log-disable", "--no-perf");
        string[] lines = result.Success().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.DoesNotContain("> ", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public void A_turn_computes_only_what_is_new()
    {
        string error = Chat("Hello there\n/stats\nAnd you?\n/stats\n/regen\n/stats\n", "--no-perf").Error;
        int[][] counts =
        [
            .. System
                .Text.RegularExpressions.Regex.Matches(error, @"last prompt:  (\d+) tokens computed, (\d+) reused")
                .Select(match => new[] { int.Parse(match.Groups[1].Value), int.Parse(match.Groups[2].Value) }),
        ];
        Assert.Equal(3, counts.Length);
        Assert.Equal(0, counts[0][1]);
        // All of the first prompt and the answer but for its last token, which was never computed.
        Assert.Equal(counts[0][0] + 7, counts[1][1]);
        Assert.Equal([1, counts[1][0] + counts[1][1] - 1], counts[2]);
    }

    [Fact]
    public void The_conversation_is_saved_and_taken_up_again()
    {
        string path = folder.File("chat.json");
        Chat($"Hello\n/save {path}\n", "-sys", "Be brief.").Success();
        using JsonDocument saved = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal(
            ["system", "user", "assistant"],
            saved.RootElement.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString())
        );
        string again = folder.File("again.json");
        Chat($"/load {path}\nAnd you?\n/save {again}\n").Success();
        using JsonDocument more = JsonDocument.Parse(File.ReadAllText(again));
        Assert.Equal(5, more.RootElement.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public void Clear_keeps_the_system_message_alone()
    {
        string path = folder.File("chat.json");
        Chat($"/system Be kind.\nHello\n/clear\n/save {path}\n").Success();
        using JsonDocument saved = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement message = Assert.Single(saved.RootElement.GetProperty("messages").EnumerateArray());
        Assert.Equal("Be kind.", message.GetProperty("content").GetString());
    }

    [Fact]
    public void Help_names_every_command()
    {
        string error = Chat("/help\n/frobnicate\n").Error;
        Assert.All(
            ["/help", "/system", "/clear", "/regen", "/save", "/load", "/stats", "/quit", "no command /frobnicate"],
            text => Assert.Contains(text, error, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_file_that_cannot_be_loaded_ends_a_pipe() =>
        Assert.Contains(
            "nowhere.json",
            Refusal(Chat($"/load {folder.File("nowhere.json")}\n")),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_single_turn_ends_after_the_answer()
    {
        string text = Chat("never asked\n", "-p", "Hello", "-st").Success();
        Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Quit_ends_it() => Assert.Equal("", Chat("/quit\nHello\n").Success());

    [Fact]
    public void A_model_with_a_template_starts_in_a_conversation_as_llama_cli_does()
    {
        string model = WithTemplate(Plain);
        ProcessResult talks = CaravanProcess.RunWith("", "run", "-m", model, "-p", "Hello", "-n", "8", "--temp", "0");
        Assert.DoesNotContain("Hello", talks.Success(), StringComparison.Ordinal);
        Assert.Contains("-no-cnv", talks.Error, StringComparison.Ordinal);
        string completes = CaravanProcess
            .RunWith("", "run", "-m", model, "-p", "Hello", "-n", "8", "--temp", "0", "-no-cnv")
            .Success();
        Assert.StartsWith("Hello", completes, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_a_template_talks_where_asked()
    {
        string text = CaravanProcess
            .RunWith("", "run", "-m", CaravanProcess.AustenModel, "-cnv", "-p", "Hello", "-n", "8", "--temp", "0")
            .Success();
        Assert.DoesNotContain("Hello", text, StringComparison.Ordinal);
        Assert.Equal(Chat("", "-p", "Hello").Success(), text);
    }

    [Fact]
    public void The_template_may_come_from_a_file_or_by_name()
    {
        string path = folder.Write("t.jinja", System.Text.Encoding.UTF8.GetBytes(Plain));
        string byFile = Chat("Hello\n", "--chat-template-file", path).Success();
        Assert.Equal(byFile, Chat("Hello\n", "--chat-template", Plain, "--jinja").Success());
        Assert.NotEqual(byFile, Chat("Hello\n", "--chat-template", "vicuna").Success());
        Assert.Contains("llama3", Refusal(Chat("Hello\n", "--chat-template", "lama3")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_nothing_to_do_in_a_conversation_is_named()
    {
        string error = Chat("Hello\n", "--in-prefix", "x", "--reasoning-budget", "5").Error;
        Assert.Contains("note: --in-prefix changes nothing in a conversation", error, StringComparison.Ordinal);
        Assert.Contains("note: --reasoning-budget: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_system_message_may_come_from_a_file()
    {
        string system = folder.Write("system.txt", "Be brief.\n"u8);
        string path = folder.File("chat.json");
        Chat($"/save {path}\n", "-sysf", system).Success();
        using JsonDocument saved = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal("Be brief.", saved.RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public void Keyword_arguments_reach_the_template()
    {
        const string Template = "{{ 'It is a truth' if deep.x == 1 else 'Hello' }}";
        Assert.NotEqual(
            Chat("x\n", "--chat-template", Template, "--chat-template-kwargs", "{\"deep\": {\"x\": 1}}").Success(),
            Chat("x\n", "--chat-template", Template, "--chat-template-kwargs", "{\"deep\": {\"x\": 2}}").Success()
        );
    }

    [Fact]
    public void A_conversation_that_the_template_refuses_is_told_in_one_line() =>
        Assert.Contains(
            "no tools today",
            Refusal(Chat("x\n", "--chat-template", "{{ raise_exception('no tools today') }}")),
            StringComparison.Ordinal
        );

    [Fact]
    public void Reasoning_is_left_out_in_a_pipe_unless_it_is_text_like_the_rest()
    {
        Assert.Equal("", Chat("Hello\n", "--chat-template", Thinking).Success().Trim());
        Assert.NotEqual(
            "",
            Chat("Hello\n", "--chat-template", Thinking, "--reasoning-format", "none").Success().Trim()
        );
    }

    [Fact]
    public void Reasoning_ends_when_its_budget_is_used_up()
    {
        string path = folder.File("chat.json");
        string[] budget = ["--reasoning-budget", "3", "--reasoning-budget-message", "Enough."];
        string answer = Chat($"Hello\n/save {path}\n", ["--chat-template", Thinking, .. budget]).Success();
        Assert.NotEqual("", answer.Trim());
        using JsonDocument saved = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement message = saved.RootElement.GetProperty("messages")[1];
        Assert.EndsWith("Enough.", message.GetProperty("reasoning_content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_conversation_runs_on_workers_alike()
    {
        using WorkerProcess worker = new();
        string there = Chat("Hello\nAnd you?\n", "--rpc", worker.Address, "-ngl", "99").Success();
        Assert.Equal(Chat("Hello\nAnd you?\n").Success(), there);
    }

    [Fact]
    public void Ctrl_C_stops_an_answer_and_keeps_what_was_said()
    {
        SkipWithoutInterrupts();
        string path = folder.File("chat.json");
        using Process process = StartLong();
        AwaitOutput(process);
        Interrupt(process);
        ProcessResult result = CaravanProcess.Finish(process, $"/save {path}\n");
        Assert.Equal(0, result.ExitCode);
        using JsonDocument saved = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement answer = saved.RootElement.GetProperty("messages")[1];
        Assert.Equal("assistant", answer.GetProperty("role").GetString());
        Assert.InRange(answer.GetProperty("content").GetString()!.Length, 64, 400_000);
    }

    [Fact]
    public void A_second_Ctrl_C_ends_the_program()
    {
        SkipWithoutInterrupts();
        using Process process = StartLong();
        AwaitOutput(process);
        Interrupt(process);
        Thread.Sleep(300);
        Interrupt(process);
        Assert.True(process.WaitForExit(30_000));
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public void A_terminal_shows_a_prompt_and_dims_reasoning()
    {
        const string Script = "/usr/bin/script";
        Assert.SkipUnless(File.Exists(Script), "there is no 'script' to give the program a terminal");
        using Process process = CaravanProcess.Start(
            Script,
            "-qfec",
            $"'{CaravanProcess.ProgramPath}' chat -m '{CaravanProcess.AustenModel}' --temp 0 -n 8 --log-disable --no-perf -p Hello "
                + $"--chat-template '{Thinking.Replace("'", "'\\''", StringComparison.Ordinal)}' --reasoning-budget 4 -st",
            "/dev/null"
        );
        string text = CaravanProcess.Finish(process).Output;
        Assert.Contains("\u001b[2m", text, StringComparison.Ordinal);
        Assert.Contains("/help", text, StringComparison.Ordinal);
        Assert.Contains("> Hello", text, StringComparison.Ordinal);
    }

    private static ProcessResult Chat(string input, params string[] arguments) =>
        CaravanProcess.RunWith(
            input,
            ["chat", "-m", CaravanProcess.AustenModel, "--temp", "0", "-n", "8", .. arguments]
        );

    private static string Refusal(ProcessResult result)
    {
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("error: ", result.ErrorLines[^1], StringComparison.Ordinal);
        return result.ErrorLines[^1];
    }

    private static Process StartLong() =>
        CaravanProcess.Start(
            CaravanProcess.ProgramPath,
            "chat",
            "-m",
            CaravanProcess.AustenModel,
            "-c",
            "100000",
            "-p",
            "Hello",
            "--ignore-eos",
            "--no-perf"
        );

    private static void AwaitOutput(Process process) => process.StandardOutput.BaseStream.ReadAtLeast(new byte[64], 64);

    private static void Interrupt(Process process)
    {
        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static void SkipWithoutInterrupts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill, which this system lacks");
        Assert.SkipWhen(
            SignalTests.InterruptsAreIgnored(),
            "this process ignores interrupts (it was started in the background), and so do its children"
        );
    }

    private string WithTemplate(string template) =>
        ChangedModel.Write(folder.File("chat.gguf"), model => model.Set("tokenizer.chat_template", template));
}

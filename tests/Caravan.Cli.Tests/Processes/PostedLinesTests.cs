// Every command line that users have posted runs as it stands, with a small model and local workers for theirs.
using System.Diagnostics;
using System.Text.Json;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

/// <summary>
/// The lines of <c>posted-lines.txt</c> through links named like the programs of the lines. Model files, hosts, ports and
/// CUDA devices are replaced; what would run for long gets another option.
/// </summary>
[Collection(ProcessCollection.Name)]
public sealed class PostedLinesTests(PostedWorkers workers) : IClassFixture<PostedWorkers>, IDisposable
{
    private const string Conversation =
        """{"messages": [{"role": "user", "content": "Who is Emma?"}], "max_tokens": 6, "ignore_eos": true}""";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Lines(string program) =>
        [.. PostedLines.All().Where(line => PostedLines.ProgramOf(line) == program)];

    [Theory]
    [MemberData(nameof(Lines), "llama-cli")]
    public void A_posted_line_of_llama_cli_runs(string line)
    {
        // The lines leave the seed to chance, and chance may end a text before its first word.
        List<string> before = ["--seed", "1", "--ignore-eos"];
        if (!line.Contains(" -n ", StringComparison.Ordinal))
        {
            before.AddRange(["-n", "6"]);
        }

        if (line.Contains("RPC0", StringComparison.Ordinal) && !line.Contains("--rpc", StringComparison.Ordinal))
        {
            // Who posted it names workers in the environment.
            before.AddRange(["--rpc", workers.First]);
        }

        ProcessResult result = Run(line, [.. before]);
        string output = result.Success();
        Assert.True(output.Length > 0, result.Error);
    }

    [Theory]
    [MemberData(nameof(Lines), "llama-sweep-bench")]
    public void A_posted_line_of_llama_sweep_bench_runs(string line)
    {
        ProcessResult result = Run(line, after: ["-c", "512"]);
        Assert.Contains("|   512 |    128 |      0 |", result.Success(), StringComparison.Ordinal);
        // -ngl 99 puts all layers on the one worker, and -ot exps=CPU keeps their experts here.
        Assert.Contains(
            result.ErrorLines,
            line => line.StartsWith($"RPC0[{workers.First}]  0-3,output ", StringComparison.Ordinal)
        );
        Assert.Contains(
            result.ErrorLines,
            line =>
                line.StartsWith("Tensor blk.1.ffn_up_exps.weight (size = ", StringComparison.Ordinal)
                && line.EndsWith(" MiB) buffer type overridden to CPU", StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Lines), "llama-bench")]
    public void A_posted_line_of_llama_bench_runs(string line)
    {
        string output = Run(line, after: ["-r", "1", "-w", "0"]).Success();
        Assert.Contains("| RPC ", output, StringComparison.Ordinal);
        Assert.Contains("pp4096", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Lines), "llama-server")]
    public void A_posted_line_of_llama_server_serves(string line)
    {
        string[] words = workers.Replace(PostedLines.WithModel(line));
        using ServeProcess server = ServeProcess.Through(Link(words[0]), [.. words[1..], "--port", "0"]);
        JsonElement answer = server.Post("/v1/chat/completions", Conversation);
        Assert.Equal(6, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Lines), "rpc-server")]
    [MemberData(nameof(Lines), "ggml-rpc-server")]
    public void A_posted_line_of_rpc_server_starts_a_worker(string line)
    {
        string[] words = PostedLines.ForWorker(line);
        using WorkerProcess worker = WorkerProcess.Through(Link(words[0]), words[1..]);
        string output = CaravanProcess.Run("run", "--list-devices", "--rpc", worker.Address).Success();
        Assert.Contains($"RPC0[{worker.Address}]: ", output, StringComparison.Ordinal);
        // As its model does, a worker that other machines can reach says so and runs.
        Assert.Equal(
            line.Contains("0.0.0.0", StringComparison.Ordinal),
            worker.Stop().Contains("WARNING: Host ('0.0.0.0') is != '127.0.0.1'", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Experts_of_a_layer_go_to_the_worker_that_the_first_rule_names()
    {
        string posted = PostedLines.All().First(line => line.Contains("blk.(12|13)", StringComparison.Ordinal));
        ProcessResult result = Run(posted.Replace("(12|13)", "(1|2)", StringComparison.Ordinal), after: ["-c", "512"]);
        result.Success();
        Assert.Contains(Overridden("blk.2.ffn_down_exps.weight", "0.41", $"RPC0[{workers.First}]"), result.ErrorLines);
        Assert.Contains(Overridden("blk.3.ffn_down_exps.weight", "0.41", "CPU"), result.ErrorLines);
        Assert.Contains("note: -ts: 99 is dropped, there is 1 device to split over", result.ErrorLines);
    }

    [Fact]
    public void More_threads_than_processors_run_as_that_many_with_a_line()
    {
        ProcessResult result = Run("llama-cli -m model.gguf -p It -n 2 -t 1024");
        result.Success();
        int most = Environment.ProcessorCount;
        Assert.Contains(
            $"note: 1024 threads asked for, {most} run: this process may use {most} processors",
            result.ErrorLines
        );
    }

    [Theory]
    [InlineData("-ngl 0", "note: the workers of --rpc are not used: -ngl is 0, raise it to put layers there")]
    [InlineData("-ts 1,2,3", "note: -ts: 2,3 is dropped, there is 1 device to split over")]
    public void What_has_not_the_effect_hoped_for_is_told_once(string options, string note)
    {
        foreach (
            string line in new[]
            {
                $"llama-cli -m model.gguf --rpc h:50052 -p It -n 2 {options}",
                $"llama-bench -m m.gguf --rpc h:50052 -p 4 -n 2 -r 1 {options.Replace(',', '/')}",
            }
        )
        {
            ProcessResult result = Run(line);
            result.Success();
            Assert.Equal([note], result.ErrorLines.Where(told => told.StartsWith("note: ", StringComparison.Ordinal)));
        }
    }

    private static string Overridden(string tensor, string size, string device) =>
        $"Tensor {tensor} (size = {size} MiB) buffer type overridden to {device}";

    private ProcessResult Run(string line, string[]? before = null, string[]? after = null)
    {
        string[] words = workers.Replace(PostedLines.WithModel(line));
        using Process process = CaravanProcess.Start(Link(words[0]), [.. before ?? [], .. words[1..], .. after ?? []]);
        return CaravanProcess.Finish(process);
    }

    private string Link(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a link's name is only known on Linux");
        string link = folder.File(name);
        File.CreateSymbolicLink(link, CaravanProcess.ProgramPath);
        return link;
    }
}

// Every command line that users have posted runs as it stands, with a small model and local workers for theirs.
using System.Diagnostics;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

/// <summary>
/// The lines of <c>posted-lines.txt</c> through links named like the programs of the lines. Model files, hosts, ports and
/// CUDA devices are replaced; what would run for long gets another option.
/// </summary>
[Collection(ProcessCollection.Name)]
public sealed class PostedLinesTests(PostedWorkers workers) : IClassFixture<PostedWorkers>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Lines(string program) =>
        [.. PostedLines.All().Where(line => PostedLines.ProgramOf(line) == program)];

    [Theory]
    [MemberData(nameof(Lines), "llama-cli")]
    public void A_posted_line_of_llama_cli_runs(string line)
    {
        ProcessResult result = Run(line, before: line.Contains(" -n ", StringComparison.Ordinal) ? [] : ["-n", "6"]);
        string output = result.Success();
        Assert.True(output.Length > 0, result.Error);
        Assert.DoesNotContain("unexpected", result.Error, StringComparison.Ordinal);
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
            line => line.StartsWith($"RPC0[{workers.First}]  0-", StringComparison.Ordinal)
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
    [MemberData(nameof(Lines), "rpc-server")]
    [MemberData(nameof(Lines), "ggml-rpc-server")]
    public void A_posted_line_of_rpc_server_starts_a_worker(string line)
    {
        string[] words = PostedLines.ForWorker(line);
        using WorkerProcess worker = WorkerProcess.Through(Link(words[0]), words[1..]);
        string output = CaravanProcess.Run("run", "--list-devices", "--rpc", worker.Address).Success();
        Assert.Contains($"RPC0[{worker.Address}]: ", output, StringComparison.Ordinal);
    }

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

// Graphs that ik_llama.cpp's client sent, run here, beside what its own server answered.
using Caravan.Cpu;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Placed;

public sealed class CapturedGraphTests(ITestOutputHelper output)
{
    public static TheoryData<string> Folders => CaptureFolders.All;

    [Theory]
    [MemberData(nameof(Folders))]
    public void Recorded_connections_give_what_the_peer_gave(string name)
    {
        using CpuDevice device = new(2);
        List<ReplayResult> results = [];
        foreach (CaptureFile capture in CaptureFile.ReadFolder(CaptureFolders.Require(name)))
        {
            using MemoryConnection connection = new(device, Dialect.Ik);
            for (int i = 0; i < capture.Exchanges.Count; i++)
            {
                connection.Carry(capture.Exchanges[i], i);
            }

            results.AddRange(connection.Results);
            output.WriteLine($"{Path.GetFileName(capture.Path)}: {connection.Runner.Counts}");
        }

        output.WriteLine(
            $"{results.Count} results, largest difference {ReplayComparison.Check(results, ReplayComparison.ToleranceOf(name)):g3}"
        );
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen3moe")]
    [InlineData("deepseek2-mla3")]
    public void Tokens_after_the_first_compile_nothing(string name)
    {
        CaptureFile capture = CaptureFile.ReadFolder(CaptureFolders.Require(name))[^1];
        using CpuDevice device = new(1);
        using MemoryConnection connection = new(device, Dialect.Ik);
        List<long> compiled = [];
        for (int i = 0; i < capture.Exchanges.Count; i++)
        {
            connection.Carry(capture.Exchanges[i], i);
            if (capture.Exchanges[i].Command == GgmlCommand.GraphCompute)
            {
                compiled.Add(connection.Runner.Counts.Compiled);
            }
        }

        // The first graph is the prompt, the second the first generated token.
        Assert.True(compiled.Count > 3);
        Assert.All(compiled[1..], count => Assert.Equal(compiled[1], count));
        output.WriteLine($"{connection.Runner.Counts}");
    }
}

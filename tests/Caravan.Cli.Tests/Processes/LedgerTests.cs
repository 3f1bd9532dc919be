// The account of steps that --ledger writes.
using System.Text.Json;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class LedgerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Each part of a sum is a run of the model: warm-up and then what is measured, micro-batch by micro-batch.
    [Theory]
    [InlineData(1 + 1 + 7, "run", "-p", "It is", "-n", "8", "--temp", "0")]
    [InlineData(1 + 1 + 1 + 4, "bench", "-p", "16", "-n", "4", "-r", "1")]
    [InlineData(2 * (1 + 1 + 1 + 4), "bench", "-p", "16", "-n", "4", "-r", "1", "-ctk", "f16,q8_0")]
    [InlineData(2 * (1 + 1 + 1 + 4), "bench", "-p", "16", "-n", "4", "-r", "1", "-ncmoe", "0,1")]
    [InlineData(1 + 32 + 1 + 32 + 1, "sweep-bench", "-c", "256", "-ub", "128")]
    public void Every_step_is_a_line(int steps, params string[] line)
    {
        foreach (bool isLocal in new[] { true, false })
        {
            using WorkerProcess? worker = isLocal ? null : new WorkerProcess("-t", "1");
            string path = folder.File("steps.jsonl");
            string[] link = worker is null ? [] : ["--rpc", worker.Address];
            CaravanProcess.Run([.. line, "-m", CaravanProcess.AustenModel, .. link, "--ledger", path]).Success();
            string[] lines = File.ReadAllLines(path);
            Assert.Equal(steps, lines.Length);
            Assert.All(lines, text => Check(text, worker?.Address));
        }
    }

    [Fact]
    public void A_ledger_that_cannot_be_written_is_refused()
    {
        string path = folder.File("none/steps.jsonl");
        ProcessResult result = CaravanProcess.Run("run", "-m", CaravanProcess.AustenModel, "-n", "1", "--ledger", path);
        Assert.Contains(path, result.Refusal(exitCode: 1), StringComparison.Ordinal);
    }

    // A device runs one stage a step, and the worker's logits are waited for once.
    private static void Check(string line, string? worker)
    {
        using JsonDocument step = JsonDocument.Parse(line);
        (string?, int, int)[] devices =
        [
            .. from device in step.RootElement.GetProperty("devices").EnumerateArray()
            select (
                device.GetProperty("name").GetString(),
                device.GetProperty("stages").GetInt32(),
                device.GetProperty("round_trips").GetInt32()
            ),
        ];
        Assert.Equal(worker is null ? [("CPU", 1, 0)] : [($"RPC0[{worker}]", 1, 1), ("CPU", 1, 0)], devices);
    }
}

// Threads for single tokens and for several at once are apart.
using Caravan.Cpu;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public class BatchThreadTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void Different_teams_for_prompt_and_generation_leave_every_bit(int threads, int batchThreads)
    {
        string path = SharedFolder.Require("models/austen-llama-Q4_K_M.gguf");
        Assert.Equal(Run(path, 1, null), Run(path, threads, batchThreads));
    }

    private static float[] Run(string path, int threads, int? batchThreads)
    {
        using CpuDevice device = new(threads, batchThreads);
        Assert.Equal((threads, batchThreads ?? threads), (device.Threads, device.BatchThreads));
        using LoadedModel model = LoadedModel.Open(path, device);
        using InferenceSession session = new(model, new SessionOptions { ContextLength = 256 });
        session.Evaluate([11, 1015, 364, 258, 64, 13]);
        session.Evaluate([301]);
        return session.Logits().ToArray();
    }
}

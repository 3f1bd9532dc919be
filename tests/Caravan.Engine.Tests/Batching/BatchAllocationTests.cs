// Steps of several requests cost no managed memory but for the text they give out.
using Caravan.Cpu;
using Caravan.Engine.Batching;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.Batching;

[Collection(nameof(AloneCollection))]
public class BatchAllocationTests
{
    private const int Window = 40;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_step_allocates_nothing_but_text(bool flash)
    {
        using CpuDevice device = new(1);
        using LoadedModel model = LoadedModel.Open(SharedFolder.Require("models/austen-llama-Q8_0.gguf"), device);
        using InferenceScheduler scheduler = new(
            model,
            new SchedulerOptions
            {
                Slots = 2,
                Session = new SessionOptions { ContextLength = 1024, FlashAttention = flash },
            }
        );
        Generation[] both =
        [
            scheduler.Accept(BatchRunner.Greedy([1, 5, 9], 600)),
            scheduler.Accept(BatchRunner.Greedy([1, 5, 11, 12], 600)),
        ];
        // Past the first padding of the cache and the tiers of compilation; the runner's own threads take a few bytes now
        // and then, so one window without them is enough.
        List<(int[] Start, int[] End, long Bytes)> windows = [];
        for (int from = 300; from < 500; from += Window)
        {
            (int[] start, long before) = At(from);
            (int[] end, long after) = At(from + Window);
            windows.Add((start, end, after - before));
        }

        List<string>[] texts = [await Texts(both[0]), await Texts(both[1])];
        Assert.Contains(windows, w => w.Bytes <= texts.Select((t, i) => Bytes(t, w.Start[i], w.End[i])).Sum());

        (int[] Counts, long Bytes) At(int tokens)
        {
            SpinWait.SpinUntil(() => both[0].Timings.GeneratedTokens >= tokens);
            return (
                [both[0].Timings.GeneratedTokens, both[1].Timings.GeneratedTokens],
                GC.GetTotalAllocatedBytes(precise: true)
            );
        }
    }

    // Header, length and characters of each text; a token more, for the one under way when the bytes were read, and the
    // arrays of this test.
    private static long Bytes(List<string> texts, int start, int end) =>
        256
        + texts.Skip(start - 1).Take(end - start + 2).Sum(t => t.Length == 0 ? 0 : (22 + (2L * t.Length) + 7) & ~7L);

    private static async Task<List<string>> Texts(Generation generation)
    {
        List<string> texts = [];
        await foreach (TokenEvent next in generation)
        {
            texts.Add(next.Text);
        }

        return texts;
    }
}

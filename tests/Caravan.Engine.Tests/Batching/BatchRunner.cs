// Runs requests on a scheduler for tests, and the same prompts alone.
using Caravan.Engine.Batching;
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Batching;

/// <summary>Greedy requests, together and alone.</summary>
internal static class BatchRunner
{
    /// <summary>Prompts of different lengths, some with a common beginning.</summary>
    internal static int[][] Prompts(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(p =>
                    Enumerable.Range(0, 5 + (p * 23)).Select(i => 3 + ((i < 40 ? i : i + (p * 7)) * 37 % 250)).ToArray()
                ),
        ];

    /// <summary>A request that chooses the likeliest token, whatever it is.</summary>
    internal static GenerationRequest Greedy(int[] prompt, int count) =>
        new()
        {
            Prompt = prompt,
            MaximumTokens = count,
            Sampling = new SamplingParameters { Temperature = 0 },
            IgnoreEndOfGeneration = true,
        };

    /// <summary>Hands a request in that must be accepted.</summary>
    internal static Generation Accept(
        this InferenceScheduler scheduler,
        GenerationRequest request,
        CancellationToken cancellation = default
    ) => Assert.IsType<Submission.Accepted>(scheduler.Submit(request, cancellation)).Generation;

    /// <summary>All tokens of a generation.</summary>
    internal static async Task<int[]> Tokens(this Generation generation)
    {
        List<int> tokens = [];
        await foreach (TokenEvent next in generation)
        {
            tokens.Add(next.Token);
        }

        return [.. tokens];
    }

    /// <summary>The tokens that a session alone gives.</summary>
    internal static int[] Alone(LoadedModel model, SessionOptions options, int[] prompt, int count)
    {
        using InferenceSession session = new(model, options);
        session.Evaluate(prompt);
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = ModelRun.Best(session.Logits());
            if (i + 1 < count)
            {
                session.Evaluate([tokens[i]]);
            }
        }

        return tokens;
    }

    /// <summary>Runs prompts together, arriving at moments of a seed, and asserts that each gives what it gives alone.</summary>
    internal static async Task AssertAsAlone(
        LoadedModel model,
        SessionOptions options,
        int slots,
        int[][] prompts,
        int count,
        int seed
    )
    {
        int[][] expected = [.. prompts.Select(p => Alone(model, options, p, count))];
        using InferenceScheduler scheduler = new(model, new SchedulerOptions { Slots = slots, Session = options });
        Random random = new(seed);
        List<Task<int[]>> runs = [];
        foreach (int[] prompt in prompts)
        {
            runs.Add(scheduler.Accept(Greedy(prompt, count)).Tokens());
            await Task.Delay(random.Next(30), TestContext.Current.CancellationToken);
        }

        for (int i = 0; i < prompts.Length; i++)
        {
            Assert.Equal(expected[i], await runs[i]);
        }
    }
}

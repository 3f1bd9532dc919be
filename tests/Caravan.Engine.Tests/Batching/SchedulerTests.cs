// The queue, cancellation, prefixes and ends of requests.
using System.Text;
using Caravan.Cpu;
using Caravan.Engine.Batching;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.Batching;

public sealed class SchedulerTests : IDisposable
{
    private readonly CpuDevice device = new(1);
    private readonly LoadedModel model;

    public SchedulerTests() => model = LoadedModel.Open(SharedFolder.Require("models/stories260K.gguf"), device);

    [Fact]
    public async Task A_request_beyond_the_queue_is_refused_with_a_time_to_come_again()
    {
        using InferenceScheduler scheduler = Make(slots: 1, queue: 2);
        List<Generation> accepted =
        [
            .. Enumerable.Range(0, 3).Select(_ => scheduler.Accept(BatchRunner.Greedy([1, 5, 9], 400))),
        ];
        Submission.QueueFull full = Assert.IsType<Submission.QueueFull>(
            scheduler.Submit(BatchRunner.Greedy([1, 5], 4))
        );
        Assert.InRange(full.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        foreach (Generation generation in accepted)
        {
            Assert.Equal(400, (await generation.Tokens()).Length);
        }

        await Idle(scheduler);
        Assert.Equal(4, (await scheduler.Accept(BatchRunner.Greedy([1, 5], 4)).Tokens()).Length);
    }

    [Fact]
    public async Task A_cancelled_request_frees_its_slot_and_leaves_others_alone()
    {
        int[] expected = BatchRunner.Alone(model, Options, [1, 7, 11], 60);
        using InferenceScheduler scheduler = Make(slots: 2, queue: 4);
        using CancellationTokenSource source = new();
        Generation cancelled = scheduler.Accept(BatchRunner.Greedy([1, 5, 9], 1000), source.Token);
        Generation other = scheduler.Accept(BatchRunner.Greedy([1, 7, 11], 60));
        Generation waiting = scheduler.Accept(BatchRunner.Greedy([1, 7, 11], 60));
        await using (IAsyncEnumerator<TokenEvent> events = cancelled.GetAsyncEnumerator())
        {
            Assert.True(await events.MoveNextAsync());
            await source.CancelAsync();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Completion);
        Assert.Equal(expected, await other.Tokens());
        Assert.Equal(expected, await waiting.Tokens());
        Assert.InRange(cancelled.Timings.GeneratedTokens, 1, 999);
    }

    [Fact]
    public async Task A_waiting_request_can_be_cancelled()
    {
        using InferenceScheduler scheduler = Make(slots: 1, queue: 4);
        Generation running = scheduler.Accept(BatchRunner.Greedy([1, 5, 9], 200));
        Generation waiting = scheduler.Accept(BatchRunner.Greedy([1, 7, 11], 5));
        waiting.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Completion);
        Assert.Equal(200, (await running.Tokens()).Length);
        Assert.Equal(0, waiting.Timings.GeneratedTokens);
    }

    [Fact]
    public async Task A_grammar_applies_to_the_answer_of_its_own_request()
    {
        int[] expected = BatchRunner.Alone(model, Options, [1, 7, 11], 60);
        using InferenceScheduler scheduler = Make(slots: 2, queue: 2);
        Generation other = scheduler.Accept(BatchRunner.Greedy([1, 7, 11], 60));
        Generation answer = scheduler.Accept(Constrained(new VocabularyForSampling(model)));
        StringBuilder text = new();
        await foreach (TokenEvent next in answer)
        {
            text.Append(next.Text);
        }

        Assert.Contains(text.ToString(), new[] { "yes", "no" });
        Assert.Equal(expected, await other.Tokens());
    }

    [Fact]
    public async Task A_grammar_that_allows_nothing_more_ends_its_own_request_alone()
    {
        int[] expected = BatchRunner.Alone(model, Options, [1, 7, 11], 400);
        using InferenceScheduler scheduler = Make(slots: 2, queue: 2);
        // Made before, for the other must still be running when this one fails.
        GenerationRequest request = Constrained(new EndlessVocabulary(new VocabularyForSampling(model)));
        Generation other = scheduler.Accept(BatchRunner.Greedy([1, 7, 11], 400));
        Generation answer = scheduler.Accept(request);
        await Assert.ThrowsAsync<GrammarException>(() => answer.Completion);
        Assert.Equal(expected, await other.Tokens());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_common_prefix_is_computed_once(bool isFirstBusy)
    {
        int[] prefix = [.. Enumerable.Range(0, 400).Select(i => 3 + (i * 37 % 450))];
        int[] second = [.. prefix, 8, 9, 10];
        int[] expected = BatchRunner.Alone(model, Options, second, 20);
        using InferenceScheduler scheduler = Make(slots: 2, queue: 4);
        Generation first = scheduler.Accept(BatchRunner.Greedy([.. prefix, 4, 5], isFirstBusy ? 500 : 20));
        await using (IAsyncEnumerator<TokenEvent> events = first.GetAsyncEnumerator())
        {
            while (await events.MoveNextAsync() && !isFirstBusy) { }
        }

        Generation next = scheduler.Accept(BatchRunner.Greedy(second, 20));
        Assert.Equal(expected, await next.Tokens());
        Assert.Equal(400, next.Timings.ReusedTokens);
        Assert.Equal(3, next.Timings.ComputedTokens);
        first.Cancel();
    }

    [Fact]
    public async Task The_same_prompt_again_computes_its_last_token_only()
    {
        using InferenceScheduler scheduler = Make(slots: 1, queue: 4);
        int[] prompt = [1, 5, 9, 13, 17];
        int[] first = await scheduler.Accept(BatchRunner.Greedy(prompt, 10)).Tokens();
        Generation again = scheduler.Accept(BatchRunner.Greedy(prompt, 10));
        Assert.Equal(first, await again.Tokens());
        Assert.Equal((4, 1), (again.Timings.ReusedTokens, again.Timings.ComputedTokens));
        Generation anew = scheduler.Accept(BatchRunner.Greedy(prompt, 10) with { ReusePrefix = false });
        Assert.Equal(first, await anew.Tokens());
        Assert.Equal((0, 5), (anew.Timings.ReusedTokens, anew.Timings.ComputedTokens));
    }

    [Fact]
    public async Task A_stop_string_ends_the_text_before_it()
    {
        using InferenceScheduler scheduler = Make(slots: 1, queue: 4);
        GenerationRequest request = BatchRunner.Greedy([1], 60);
        (string whole, FinishReason? limit) = await Text(scheduler.Accept(request));
        Assert.Equal(FinishReason.TokenLimit, limit);
        string stop = whole.Substring(30, 7);
        (string text, FinishReason? finish) = await Text(
            scheduler.Accept(request with { StopStrings = ["\u0001", stop] })
        );
        Assert.Equal(FinishReason.StopString, finish);
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], text);
    }

    [Fact]
    public async Task A_full_context_ends_a_request()
    {
        using InferenceScheduler scheduler = Make(slots: 1, queue: 4);
        int[] prompt = [.. Enumerable.Repeat(5, scheduler.ContextLength - 2)];
        GenerationRequest request = BatchRunner.Greedy(prompt, 1) with { MaximumTokens = null };
        Generation generation = scheduler.Accept(request);
        (_, FinishReason? finish) = await Text(generation);
        Assert.Equal(FinishReason.ContextFull, finish);
        Assert.Equal(3, generation.Timings.GeneratedTokens);
        Assert.Throws<ContextFullException>(() => scheduler.Submit(BatchRunner.Greedy([.. prompt, 1, 2, 3], 1)));
        Assert.Throws<TokenRangeException>(() => scheduler.Submit(BatchRunner.Greedy([1, 1_000_000], 1)));
        Assert.Throws<ArgumentException>(() => scheduler.Submit(BatchRunner.Greedy([], 1)));
    }

    [Fact]
    public async Task Log_probabilities_are_those_of_the_softmax()
    {
        using InferenceSession session = new(model, Options);
        session.Evaluate([1, 5, 9]);
        float[] logits = session.Logits().ToArray();
        double sum = logits.Sum(l => Math.Exp(l));
        int[] order = [.. Enumerable.Range(0, logits.Length).OrderByDescending(t => logits[t])];
        using InferenceScheduler scheduler = Make(slots: 1, queue: 4);
        Generation generation = scheduler.Accept(BatchRunner.Greedy([1, 5, 9], 1) with { TopLogprobs = 4 });
        await foreach (TokenEvent next in generation)
        {
            Assert.Equal(order[0], next.Token);
            Assert.Equal(Math.Log(Math.Exp(logits[order[0]]) / sum), next.Logprobs!.Logprob, 1e-4);
            Assert.Equal(order[..4], next.Logprobs.Top.Select(t => t.Token));
            Assert.All(
                next.Logprobs.Top,
                t => Assert.Equal(Math.Log(Math.Exp(logits[t.Token]) / sum), t.Logprob, 1e-4)
            );
        }
    }

    [Fact]
    public async Task Disposing_the_scheduler_cancels_what_runs_and_waits()
    {
        InferenceScheduler scheduler = Make(slots: 1, queue: 4);
        Generation running = scheduler.Accept(BatchRunner.Greedy([1, 5, 9], 1000));
        Generation waiting = scheduler.Accept(BatchRunner.Greedy([1, 5, 9], 1000));
        scheduler.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Completion);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Completion);
        Assert.Throws<ObjectDisposedException>(() => scheduler.Submit(BatchRunner.Greedy([1], 1)));
    }

    public void Dispose()
    {
        model.Dispose();
        device.Dispose();
    }

    private static SessionOptions Options => new() { ContextLength = 1024, MicroBatchSize = 64 };

    private static GenerationRequest Constrained(ISamplingVocabulary vocabulary)
    {
        SamplingParameters sampling = new()
        {
            Temperature = 0,
            Grammar = new GrammarConstraint(GrammarDefinition.FromGbnf("root ::= \"yes\" | \"no\"")),
        };
        return new GenerationRequest
        {
            Prompt = new[] { 1, 5, 9 },
            MaximumTokens = 60,
            Sampler = SamplerChain.Create(sampling, vocabulary, Options.ContextLength),
        };
    }

    private InferenceScheduler Make(int slots, int queue) =>
        new(
            model,
            new SchedulerOptions
            {
                Slots = slots,
                QueueLength = queue,
                Session = Options,
            }
        );

    private static async Task Idle(InferenceScheduler scheduler)
    {
        while (scheduler.Status.Slots.Any(s => s.IsBusy))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(string Text, FinishReason? Finish)> Text(Generation generation)
    {
        StringBuilder text = new();
        FinishReason? finish = null;
        await foreach (TokenEvent next in generation)
        {
            text.Append(next.Text);
            finish = next.Finish;
        }

        return (text.ToString(), finish);
    }
}

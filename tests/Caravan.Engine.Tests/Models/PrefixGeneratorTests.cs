// Prompts one after another over one session.
using Caravan.Cpu;
using Caravan.Engine.Sampling;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public sealed class PrefixGeneratorTests : IDisposable
{
    private const int Answer = 6;
    private static readonly SamplingParameters Greedy = new() { Temperature = 0 };
    private readonly CpuDevice device = new(1);
    private readonly LoadedModel model;
    private readonly InferenceSession session;
    private readonly PrefixGenerator generator;

    public PrefixGeneratorTests()
    {
        model = LoadedModel.Open(RepositoryRoot.PathTo("models/austen-llama-Q8_0.gguf"), device);
        session = new InferenceSession(model, new SessionOptions { ContextLength = 64 });
        generator = new PrefixGenerator(session, Chain(), new SessionTimings());
    }

    public void Dispose()
    {
        session.Dispose();
        model.Dispose();
        device.Dispose();
    }

    [Fact]
    public void What_a_prompt_has_in_common_with_the_last_is_not_computed_again()
    {
        int[] first = Tokens("It is a truth universally acknowledged");
        int[] answer = Generate(first);
        Assert.Equal((0, first.Length), (generator.ReusedTokens, generator.ComputedTokens));
        // The last token of the answer was chosen and not yet computed.
        int[] second = [.. first, .. answer, .. Tokens(" and so")];
        int[] found = Generate(second);
        Assert.Equal(first.Length + Answer - 1, generator.ReusedTokens);
        Assert.Equal(Fresh(second), found);
    }

    [Fact]
    public void The_same_prompt_again_computes_its_last_token_alone()
    {
        int[] prompt = Tokens("It is a truth universally acknowledged");
        int[] answer = Generate(prompt);
        Assert.Equal(answer, Generate(prompt));
        Assert.Equal((prompt.Length - 1, 1), (generator.ReusedTokens, generator.ComputedTokens));
    }

    [Fact]
    public void A_prompt_that_leaves_the_last_one_early_is_right_too()
    {
        Generate(Tokens("It is a truth universally acknowledged"));
        int[] other = Tokens("It is the end of the day");
        Assert.Equal(Fresh(other), Generate(other));
    }

    [Fact]
    public void Given_tokens_count_as_chosen_ones()
    {
        int[] prompt = Tokens("It is a truth");
        int[] more = Tokens(" that Emma");
        generator.Prompt(prompt);
        int first = generator.Next();
        generator.Append(more);
        Assert.Equal([.. prompt, first, .. more], generator.Tokens);
        Assert.Equal(Fresh([.. prompt, first, .. more])[0], generator.Next());
    }

    [Fact]
    public void A_cancelled_prompt_leaves_what_the_next_one_can_use()
    {
        int[] prompt = Tokens("It is a truth universally acknowledged");
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => generator.Prompt(prompt, cancelled.Token));
        Assert.Equal(Fresh(prompt), Generate(prompt));
    }

    [Fact]
    public void A_prompt_longer_than_the_context_is_refused_and_the_sequence_stays()
    {
        int[] prompt = Tokens("It is");
        Generate(prompt);
        int[] before = [.. generator.Tokens];
        Assert.Throws<ContextFullException>(() => generator.Prompt(new int[65]));
        Assert.Equal(before, generator.Tokens);
    }

    private int[] Tokens(string text) => model.Tokenizer.Encode(text, addSpecial: true, parseSpecial: true);

    private int[] Generate(int[] prompt) => Generate(generator, prompt);

    private int[] Fresh(int[] prompt)
    {
        using InferenceSession other = new(model, new SessionOptions { ContextLength = 64 });
        return Generate(new PrefixGenerator(other, Chain(), new SessionTimings()), prompt);
    }

    private SamplerChain Chain() => SamplerChain.Create(Greedy, new VocabularyForSampling(model), 64);

    private static int[] Generate(PrefixGenerator generator, int[] prompt)
    {
        generator.Prompt(prompt);
        return [.. Enumerable.Range(0, Answer).Select(_ => generator.Next())];
    }
}

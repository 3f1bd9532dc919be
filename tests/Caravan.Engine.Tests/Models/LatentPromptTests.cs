// Prompts of latent attention in a form of their own.
using Caravan.Cpu;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public sealed class LatentPromptTests : IDisposable
{
    // Both forms round differently; logits of this model spread by 3 to 4.
    private const double Rounding = 0.3;

    private static readonly int[] Tokens = [.. Enumerable.Range(0, 40).Select(i => 3 + (i * 37 % 450))];

    private readonly CpuDevice cpu = new(1);
    private readonly LoadedModel model;

    public LatentPromptTests() =>
        model = LoadedModel.Open(SharedFolder.Require("models/austen-deepseek2-Q4_K_M.gguf"), cpu);

    public void Dispose()
    {
        model.Dispose();
        cpu.Dispose();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Both_forms_mean_the_same(int form)
    {
        float[] prompt = Logits(form, session => session.Evaluate(Tokens));
        float[] generation = Logits(form, session => session.EvaluateGenerated(Tokens));
        Assert.InRange(ModelRun.LargestDifference(generation, prompt), double.Epsilon, Rounding);
    }

    [Fact]
    public void Generation_goes_on_from_a_prompt()
    {
        float[] expected = Logits(1, session => session.Evaluate(Tokens));
        float[] actual = Logits(
            3,
            session =>
            {
                session.Evaluate(Tokens.AsSpan(0, 30));
                session.EvaluateGenerated(Tokens.AsSpan(30));
            }
        );
        Assert.InRange(ModelRun.LargestDifference(expected, actual), 0, Rounding);
    }

    [Fact]
    public void Generated_tokens_are_the_same_together_and_one_by_one()
    {
        float[] together = Logits(
            3,
            session =>
            {
                session.Evaluate(Tokens.AsSpan(0, 30));
                session.EvaluateGenerated(Tokens.AsSpan(30));
            }
        );
        float[] oneByOne = Logits(
            3,
            session =>
            {
                session.Evaluate(Tokens.AsSpan(0, 30));
                foreach (int token in Tokens.AsSpan(30))
                {
                    session.EvaluateGenerated([token]);
                }
            }
        );
        Assert.Equal(together, oneByOne);
    }

    [Fact]
    public void Heads_in_groups_give_the_same_logits()
    {
        float[] expected = Logits(3, session => session.Evaluate(Tokens));
        using InferenceSession small = new(model, Options(3) with { AttentionScratchBytes = 1 });
        using InferenceSession large = new(model, Options(3));
        small.Evaluate(Tokens);
        Assert.Equal(expected, small.Logits().ToArray());
        Assert.True(small.ComputeBytes < large.ComputeBytes, $"{small.ComputeBytes} and {large.ComputeBytes} bytes");
    }

    [Fact]
    public void Only_sessions_whose_prompts_run_absorbed_say_so()
    {
        using InferenceSession own = new(model, Options(3));
        using InferenceSession without = new(model, Options(3) with { FlashAttention = false });
        Assert.True(own.HasPromptForm);
        Assert.Empty(own.Notices);
        Assert.False(without.HasPromptForm);
        Assert.Contains("runs as 1", Assert.Single(without.Notices), StringComparison.Ordinal);
    }

    private static SessionOptions Options(int form) => new() { ContextLength = 256, LatentAttention = form };

    private float[] Logits(int form, Action<InferenceSession> run)
    {
        using InferenceSession session = new(model, Options(form));
        run(session);
        return [.. session.Logits()];
    }
}

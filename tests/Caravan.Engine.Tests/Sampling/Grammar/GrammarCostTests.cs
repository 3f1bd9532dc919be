// What a grammar costs for a token.
using System.Diagnostics;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.Sampling.Grammar;

[Collection(nameof(AloneCollection))]
public class GrammarCostTests
{
    [Fact]
    public void Going_on_in_known_states_allocates_nothing()
    {
        TokenizerVocabulary vocabulary = new("models/stories260K.gguf");
        SamplerChain chain = Chain(vocabulary, hasGrammar: true);
        float[] logits = new RandomModel(vocabulary).Logits(0);
        void Step()
        {
            chain.Reset();
            for (int i = 0; i < 50; i++)
            {
                chain.Accept(chain.Sample(logits));
            }
        }

        for (int i = 0; i < 60; i++)
        {
            Step();
        }

        Assert.Equal(0, ProcessAllocation.OfCheapestStretch(10, Step));
    }

    [Theory]
    [InlineData("tokenizers/vocab/ggml-vocab-llama-spm.gguf")]
    [InlineData("tokenizers/vocab/qwen3.gguf")]
    public void A_token_costs_little(string path)
    {
        TokenizerVocabulary vocabulary = new(path);
        long start = Stopwatch.GetTimestamp();
        SamplerChain held = Chain(vocabulary, hasGrammar: true);
        double prepared = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        RandomModel model = new(vocabulary);
        double cold = Run(held, model, 2000);
        double warm = Run(held, model, 2000);
        double free = Run(Chain(vocabulary, hasGrammar: false), model, 2000);
        TestContext.Current.SendDiagnosticMessage(
            $"{vocabulary.Count} tokens: prepared in {prepared:F0} ms; us a token: {free:F1} free, {cold:F1} cold, {warm:F1} warm"
        );
        // Every token of random logits is refused and chosen again: far from what a model costs.
        Assert.True(warm < 5000 && cold < 20000);
    }

    private static double Run(SamplerChain chain, RandomModel model, int tokens)
    {
        long spent = 0;
        for (int i = 0; i < tokens; i++)
        {
            if (chain.Grammar is { IsComplete: true })
            {
                chain.Reset();
            }

            float[] logits = model.Logits(i % 100);
            long start = Stopwatch.GetTimestamp();
            chain.Accept(chain.Sample(logits));
            spent += Stopwatch.GetTimestamp() - start;
        }

        return spent * 1e6 / Stopwatch.Frequency / tokens;
    }

    private static SamplerChain Chain(TokenizerVocabulary vocabulary, bool hasGrammar) =>
        SamplerChain.Create(
            new SamplingParameters
            {
                Seed = 1,
                Temperature = 1.5f,
                Grammar = hasGrammar
                    ? new GrammarConstraint(GrammarDefinition.FromJsonSchema(SchemaCase.All["twenty fields"]))
                    : null,
            },
            vocabulary,
            4096
        );
}

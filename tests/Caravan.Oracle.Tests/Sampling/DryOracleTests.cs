// Compares DRY's sequence breakers with llama.cpp's on real vocabularies.
using Caravan.Engine.Sampling;
using Caravan.TestSupport;

namespace Caravan.Oracle.Tests.Sampling;

public sealed class DryOracleTests
{
    private static readonly string[] Breakers = ["\n", ":", "\"", "*", "er the ", "and", " said she", "…", ""];

    [Theory]
    [InlineData("tokenizers/vocab/ggml-vocab-llama-spm.gguf")]
    [InlineData("tokenizers/vocab/ggml-vocab-gpt-2.gguf")]
    [InlineData("models/stories260K.gguf")]
    public void Breakers_given_as_text_stop_repetitions_where_llama_stops_them(string model)
    {
        LlamaVocabulary vocabulary = LlamaVocabulary.Load(SharedFolder.Require(model));
        int[] text = vocabulary.Tokenize(
            "\n\"and under the tree, and over the tree: and under the sea said she …, and under the sea"u8
        );
        Random random = new(1);
        DrySampler ours = new(0.8f, 1.5f, 1, 200, DrySequenceBreakers.FromTexts(Breakers, vocabulary));
        using LlamaSampler theirs = LlamaSampler.Dry(vocabulary, 0.8f, 1.5f, 1, 200, Breakers);
        CandidateList list = new(vocabulary.Count);
        float[] logits = new float[vocabulary.Count];
        int penalized = 0;
        for (int step = 0; step < 800; step++)
        {
            int start = random.Next(text.Length);
            foreach (int token in text.AsSpan(start, Math.Min(random.Next(1, 9), text.Length - start)))
            {
                ours.Accept(token);
                theirs.Accept(token);
            }

            using LlamaCandidates candidates = new(logits);
            list.Load(logits);
            ours.Apply(list);
            theirs.Apply(candidates);
            SamplerComparison.AssertSame(list, candidates, $"step {step}");
            penalized += list.Logits.ContainsAnyExcept(0) ? 1 : 0;
        }

        // Neither always nor never: breakers stopped some repetitions and let others through.
        Assert.InRange(penalized, 1, 799);
    }
}

// A model that knows nothing: random logits that come to an end.
using System.Text;
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling.Grammar;

/// <summary>Random logits. What closes strings, lists and objects grows likelier with every token, so that texts end.</summary>
internal sealed class RandomModel
{
    private const int Pool = 16;
    private const float Urge = 0.2f;
    private readonly ISamplingVocabulary vocabulary;
    private readonly float[][] pool;
    private readonly float[] logits;
    private readonly int[] closing;
    private readonly Random random = new(7);

    public RandomModel(ISamplingVocabulary vocabulary)
    {
        this.vocabulary = vocabulary;
        pool = [.. Enumerable.Range(0, Pool).Select(_ => Noise(vocabulary.Count))];
        logits = new float[vocabulary.Count];
        closing =
        [
            .. Enumerable
                .Range(0, vocabulary.Count)
                .Where(token =>
                    vocabulary.IsEndOfGeneration(token)
                    || Encoding.UTF8.GetString(vocabulary.GetText(token)) is "\"" or "}" or "]"
                ),
        ];
    }

    /// <summary>Generates one text with a chain; null where it does not end.</summary>
    public string? Generate(SamplerChain chain, int most)
    {
        chain.Grammar!.Reset();
        List<byte> text = [];
        for (int step = 0; step < most; step++)
        {
            int token = chain.Sample(Logits(step));
            chain.Accept(token);
            if (vocabulary.IsEndOfGeneration(token))
            {
                return Encoding.UTF8.GetString([.. text]);
            }

            text.AddRange(vocabulary.GetText(token));
        }

        return null;
    }

    /// <summary>The logits of a step: one of some sets of noise, turned by a random distance.</summary>
    public float[] Logits(int step)
    {
        float[] noise = pool[random.Next(Pool)];
        int turn = random.Next(noise.Length);
        noise.AsSpan(turn).CopyTo(logits);
        noise.AsSpan(0, turn).CopyTo(logits.AsSpan(noise.Length - turn));
        foreach (int token in closing)
        {
            logits[token] += step * Urge;
        }

        return logits;
    }

    private float[] Noise(int count)
    {
        float[] noise = new float[count];
        foreach (ref float value in noise.AsSpan())
        {
            value = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 6;
        }

        return noise;
    }
}

// Tokens that mean nothing, for benchmarks.
using Caravan.Engine;
using Caravan.Models.Tokenizers;

namespace Caravan.Cli.Benchmarks;

/// <summary>Random tokens of a model's vocabulary; the same ones in every run of the program.</summary>
internal sealed class RandomTokens(LoadedModel model)
{
    private readonly Random random = new(1);
    private readonly int count = model.Hyperparameters.VocabularySize;
    private readonly int? begin = model.Tokenizer.Vocabulary
        is { AddBos: true, Special: SpecialTokens { Bos: int token } }
        ? token
        : null;

    /// <summary>Fills a buffer.</summary>
    internal void Fill(Span<int> tokens)
    {
        foreach (ref int token in tokens)
        {
            token = random.Next(count);
        }
    }

    /// <summary>Fills a buffer whose first token begins a text, where the model wants one.</summary>
    internal void FillFromBegin(Span<int> tokens)
    {
        Fill(tokens);
        if (begin is int token && tokens.Length > 0)
        {
            tokens[0] = token;
        }
    }
}

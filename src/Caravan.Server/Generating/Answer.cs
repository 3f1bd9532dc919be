// One answer of a request, as far as it is there.
using System.Text;
using Caravan.Engine.Batching;
using Caravan.Models.Tokenizers;
using Caravan.Server.Contracts;

namespace Caravan.Server.Generating;

/// <summary>Collects the tokens of an answer.</summary>
internal sealed class Answer(int index, Generation generation, bool isHidden)
{
    private readonly StringBuilder text = new();
    private readonly List<int> tokens = [];

    /// <summary>Its number in the request.</summary>
    internal int Index { get; } = index;

    /// <summary>Where its tokens come from.</summary>
    internal Generation Generation { get; } = generation;

    /// <summary>The text so far.</summary>
    internal string Text => text.ToString();

    /// <summary>The tokens so far.</summary>
    internal int[] Tokens => [.. tokens];

    /// <summary>Probabilities so far, where they were asked for.</summary>
    internal List<TokenProbability> Probabilities { get; } = [];

    /// <summary>True when a line has ended in it.</summary>
    internal bool HasNewLine { get; private set; }

    /// <summary>Why it ended; null as long as it goes on.</summary>
    internal FinishReason? Finish { get; private set; }

    /// <summary>Adds a token, which is returned as the client is to see it.</summary>
    internal TokenEvent Add(in TokenEvent next, Tokenizer tokenizer)
    {
        Finish = next.Finish;
        if (isHidden)
        {
            return next with { Text = "", Logprobs = null };
        }

        // A token that ends the answer is none of its tokens.
        TokenEvent shown = next.Finish == FinishReason.EndOfGeneration ? next with { Logprobs = null } : next;

        tokens.Add(next.Token);
        text.Append(next.Text);
        HasNewLine |= next.Text.Contains('\n', StringComparison.Ordinal);
        if (shown.Logprobs is { } logprobs)
        {
            Probabilities.Add(TokenProbabilities.Of(next.Token, logprobs, tokenizer));
        }

        return shown;
    }
}

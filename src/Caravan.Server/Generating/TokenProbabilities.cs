// Probabilities of tokens as clients see them.
using System.Text;
using Caravan.Engine.Batching;
using Caravan.Models.Tokenizers;
using Caravan.Server.Contracts;

namespace Caravan.Server.Generating;

/// <summary>Makes <see cref="TokenProbability"/> entries.</summary>
internal static class TokenProbabilities
{
    /// <summary>The entry of a chosen token with its rivals.</summary>
    internal static TokenProbability Of(int token, TokenLogprobs logprobs, Tokenizer tokenizer) =>
        Entry(token, logprobs.Logprob, tokenizer) with
        {
            TopLogprobs = [.. logprobs.Top.Select(rival => Entry(rival.Token, rival.Logprob, tokenizer))],
        };

    private static TokenProbability Entry(int token, float logprob, Tokenizer tokenizer)
    {
        // A model may have more logits than its vocabulary has texts.
        ReadOnlySpan<byte> bytes =
            token < tokenizer.Vocabulary.Count ? tokenizer.TokenToPiece(token, renderSpecial: true) : [];
        int[] numbers = new int[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            numbers[i] = bytes[i];
        }

        // JSON knows no infinity: what cannot be chosen has the least number.
        return new TokenProbability(
            token,
            Encoding.UTF8.GetString(bytes),
            numbers,
            float.IsFinite(logprob) ? logprob : float.MinValue
        );
    }
}

// Turns the prompt into tokens and checks that there is something to run.
using System.Globalization;
using System.Text;
using Caravan.Cli.Terminal;
using Caravan.Models.Tokenizers;

namespace Caravan.Cli.Running;

/// <summary>The tokens of a prompt, by llama-cli's rules.</summary>
internal static class PromptTokens
{
    // llama-cli keeps so many positions free behind a prompt.
    private const int Spare = 4;

    /// <summary>Tokens of a prompt; of an empty one the token that begins texts.</summary>
    /// <exception cref="UsageException">The prompt is empty and the vocabulary has no token to begin with.</exception>
    internal static int[] Encode(Tokenizer tokenizer, byte[] prompt)
    {
        List<int> tokens = [];
        tokenizer.Encode(prompt, addSpecial: true, parseSpecial: true, tokens);
        if (tokens.Count == 0)
        {
            tokens.Add(
                tokenizer.Vocabulary.Special.Bos
                    ?? throw new UsageException(
                        "the prompt is empty and this model has no token to begin a text with: give one with -p or -f"
                    )
            );
        }

        return [.. tokens];
    }

    /// <summary>Refuses a prompt that leaves no room in the context.</summary>
    /// <exception cref="PromptTooLongException">It is too long.</exception>
    internal static void CheckLength(int count, int contextLength)
    {
        if (count > contextLength - Spare)
        {
            throw new PromptTooLongException(count, contextLength, Spare);
        }
    }

    /// <summary>Writes tokens and their texts, one a line, as llama-cli's <c>--verbose-prompt</c>.</summary>
    internal static void Write(Log log, Tokenizer tokenizer, ReadOnlySpan<int> tokens)
    {
        log.Info($"main: number of tokens in prompt = {tokens.Length}");
        foreach (int token in tokens)
        {
            string text = Encoding.UTF8.GetString(tokenizer.TokenBytes(token));
            log.Info(string.Create(CultureInfo.InvariantCulture, $"{token, 6} -> '{text}'"));
        }
    }
}

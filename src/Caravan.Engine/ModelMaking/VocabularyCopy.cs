// Copies a vocabulary from one file to another, with placeholders up to a wanted size.
using System.Globalization;
using System.Text;
using Caravan.Gguf;

namespace Caravan.Engine.ModelMaking;

internal static class VocabularyCopy
{
    private const string Tokens = "tokenizer.ggml.tokens";
    private const string Scores = "tokenizer.ggml.scores";
    private const string Types = "tokenizer.ggml.token_type";

    // ggml's token type for entries that stand for nothing.
    private const int UnusedToken = 5;

    // Below every real token's score, so that no merge prefers a placeholder.
    private const float PlaceholderScore = -10_000;

    /// <summary>Tokens of the vocabulary to be written.</summary>
    /// <param name="source">The metadata it comes from.</param>
    /// <param name="wanted">Tokens wanted; 0 for as many as there are.</param>
    /// <exception cref="GgufException">The source has no vocabulary.</exception>
    /// <exception cref="ModelMakingException">It has more tokens than wanted, or none.</exception>
    internal static int Size(GgufMetadata source, int wanted)
    {
        int count = source.GetByteStringArray(Tokens).Count;
        return (wanted == 0 || wanted >= count) && count > 0
            ? Math.Max(wanted, count)
            : throw new ModelMakingException(
                $"{source.Source} has {count} tokens, expected 1 to the {wanted} of the vocabulary to be written"
            );
    }

    /// <summary>Sets all <c>tokenizer.*</c> keys, filled up to <paramref name="size"/> tokens.</summary>
    internal static void Set(GgufWriter writer, GgufMetadata source, int size)
    {
        foreach (GgufEntry entry in source)
        {
            if (!entry.Key.StartsWith(GgufKeys.TokenizerPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            switch (entry.Key)
            {
                case Tokens:
                    writer.Set(Tokens, PadTokens(source.GetByteStringArray(Tokens), size));
                    break;
                case Scores:
                    writer.Set(Scores, GgufArray.Of(Pad(source.GetFloat32Array(Scores), size, PlaceholderScore)));
                    break;
                case Types:
                    writer.Set(Types, GgufArray.Of(Pad(source.GetInt32Array(Types), size, UnusedToken)));
                    break;
                default:
                    writer.Set(entry.Key, entry.Value);
                    break;
            }
        }
    }

    private static GgufArray PadTokens(GgufArray tokens, int size)
    {
        byte[][] padded = new byte[size][];
        for (int i = 0; i < size; i++)
        {
            padded[i] =
                i < tokens.Count
                    ? tokens.StringBytes(i).ToArray()
                    : Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[PAD{i}]"));
        }

        return GgufArray.Of(padded);
    }

    private static ReadOnlySpan<T> Pad<T>(T[] values, int size, T placeholder)
    {
        int count = values.Length;
        Array.Resize(ref values, Math.Max(size, count));
        values.AsSpan(count).Fill(placeholder);
        return values;
    }
}

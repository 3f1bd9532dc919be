// The special tokens that templates write.
using Caravan.Models.Tokenizers;

namespace Caravan.Models.Chat;

/// <summary>Texts of the tokens at the beginning and end of a text; empty where a vocabulary has none.</summary>
public sealed record ChatTokens(string Bos, string Eos)
{
    /// <summary>True when the tokenizer itself adds the first token, so that a prompt must not begin with it.</summary>
    public bool AddsBos { get; init; }

    /// <summary>The tokens of a vocabulary.</summary>
    public static ChatTokens Of(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return new ChatTokens(Text(vocabulary, vocabulary.Special.Bos), Text(vocabulary, vocabulary.Special.Eos))
        {
            AddsBos = vocabulary.AddBos,
        };
    }

    private static string Text(Vocabulary vocabulary, int? token) => token is int id ? vocabulary.Text(id) : "";
}

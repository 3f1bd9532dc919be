// The special tokens that templates write.

namespace Caravan.Models.Chat;

/// <summary>Texts of the tokens at the beginning and end of a text; empty where a vocabulary has none.</summary>
public sealed record ChatTokens(string Bos, string Eos)
{
    /// <summary>True when the tokenizer itself adds the first token, so that a prompt must not begin with it.</summary>
    public bool AddsBos { get; init; }
}

// What a lazy grammar begins at, in llama-server's form.
namespace Caravan.Server.Contracts;

/// <summary>An element of <c>grammar_triggers</c>.</summary>
internal sealed class GrammarTriggerBody
{
    /// <summary>0: a token; 1: a word; 2: a pattern that matches anywhere; 3: one that matches the whole text.</summary>
    public int? Type { get; set; }

    /// <summary>The word or the pattern.</summary>
    public string? Value { get; set; }

    /// <summary>The token.</summary>
    public int? Token { get; set; }
}

// A request to continue a text, in OpenAI's form.
using System.Text.Json;

namespace Caravan.Server.Contracts;

/// <summary>The body of <c>/v1/completions</c>.</summary>
internal sealed class TextCompletionRequest : GenerationFields
{
    /// <summary>A text, tokens, or an array of these.</summary>
    public JsonElement? Prompt { get; set; }

    /// <summary>Likeliest tokens to tell at each place.</summary>
    public int? Logprobs { get; set; }

    /// <summary>Begins the answer with the prompt.</summary>
    public bool? Echo { get; set; }

    /// <summary>Refused: what follows the text cannot be given.</summary>
    public string? Suffix { get; set; }

    /// <summary>Refused beyond <c>n</c>.</summary>
    public int? BestOf { get; set; }
}

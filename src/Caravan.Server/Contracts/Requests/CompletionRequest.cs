// A request of llama-server's own form.
using System.Text.Json;

namespace Caravan.Server.Contracts;

/// <summary>The body of <c>/completion</c>.</summary>
internal sealed class CompletionRequest : GenerationFields
{
    /// <summary>A text, tokens, texts and tokens mixed, or an array of these.</summary>
    public JsonElement? Prompt { get; set; }
}

// All that a chat template is rendered with.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat;

/// <summary>A conversation and the arguments of its template.</summary>
public sealed record ChatTemplateInput
{
    /// <summary>The conversation.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Whether the text ends where the assistant's answer begins.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>Tools in OpenAI's form; null for none.</summary>
    public JinjaList? Tools { get; init; }

    /// <summary>Documents to answer from; null for none.</summary>
    public JinjaList? Documents { get; init; }

    /// <summary>Whether the model shall think first; null leaves it to the template.</summary>
    public bool? EnableThinking { get; init; }

    /// <summary>Other keyword arguments; they win over all else.</summary>
    public IReadOnlyDictionary<string, JinjaValue> Arguments { get; init; } = new Dictionary<string, JinjaValue>();

    /// <summary>The time that templates show; null for the present.</summary>
    public DateTimeOffset? Now { get; init; }
}

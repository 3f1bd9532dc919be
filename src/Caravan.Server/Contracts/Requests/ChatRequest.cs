// A request for the next message of a conversation, in OpenAI's form.
using System.Text.Json;

namespace Caravan.Server.Contracts;

/// <summary>The body of <c>/v1/chat/completions</c> and <c>/apply-template</c>.</summary>
internal sealed class ChatRequest : GenerationFields
{
    public List<ChatMessageBody>? Messages { get; set; }

    /// <summary>Tools that the model may call.</summary>
    public JsonElement? Tools { get; set; }

    /// <summary><c>none</c>, <c>auto</c>, <c>required</c>, or an object that names a function.</summary>
    public JsonElement? ToolChoice { get; set; }

    public bool? ParallelToolCalls { get; set; }

    /// <summary>Tells the probabilities of the tokens.</summary>
    public bool? Logprobs { get; set; }

    public int? TopLogprobs { get; set; }

    public ResponseFormat? ResponseFormat { get; set; }

    /// <summary>Keyword arguments of the template.</summary>
    public JsonElement? ChatTemplateKwargs { get; set; }

    /// <summary>A template in the place of the server's.</summary>
    public string? ChatTemplate { get; set; }

    /// <summary>Whether the model thinks before it answers; null leaves it to the template.</summary>
    public bool? EnableThinking { get; set; }

    public bool? AddGenerationPrompt { get; set; }

    /// <summary><c>none</c> leaves what the model thinks in the text; <c>deepseek</c> and <c>auto</c> take it out.</summary>
    public string? ReasoningFormat { get; set; }

    /// <summary>Documents to answer from.</summary>
    public JsonElement? Documents { get; set; }
}

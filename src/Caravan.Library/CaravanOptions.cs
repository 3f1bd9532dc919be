// How a model is opened by the library.
using Caravan.Engine;
using Caravan.Engine.Sampling;
using Caravan.Models.Chat.Output;

namespace Caravan;

/// <summary>Options of a <see cref="CaravanChatClient"/>.</summary>
public sealed record CaravanOptions
{
    /// <summary>Threads that compute single tokens; null for the processor's physical cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Threads that compute prompts; null for as many as <see cref="Threads"/>.</summary>
    public int? BatchThreads { get; init; }

    /// <summary>Tokens of a conversation with its answer; null for what the model was trained with, at most 4096.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Conversations that are computed at once; their caches are allocated from the beginning.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Requests that may wait for a slot; more are refused with <see cref="QueueFullException"/>.</summary>
    public int QueueLength { get; init; } = 64;

    /// <summary>
    /// The name of a built-in chat template (<c>chatml</c>, <c>llama3</c>, ...) or the text of one; null for the model's own.
    /// </summary>
    public string? ChatTemplate { get; init; }

    /// <summary>What becomes of a model's reasoning: apart, it is handed out as reasoning content.</summary>
    public ReasoningHandling Reasoning { get; init; } = ReasoningHandling.Apart;

    /// <summary>Sampling where a request says nothing.</summary>
    public SamplingParameters Sampling { get; init; } = new();

    /// <summary>
    /// Micro-batch, cache types and forms of attention; its context length gives way to <see cref="ContextLength"/>.
    /// </summary>
    public SessionOptions Session { get; init; } = new();
}

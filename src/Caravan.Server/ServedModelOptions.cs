// How a model is served.
using System.Collections.Immutable;
using Caravan.Engine.Sampling;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;

namespace Caravan.Server;

/// <summary>Options of a <see cref="ServedModel"/>.</summary>
public sealed record ServedModelOptions
{
    /// <summary>Names under which clients know the model, the one that answers carry first.</summary>
    public required ImmutableArray<string> Names { get; init; }

    /// <summary>The model's file, for <c>/props</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What a request gets that says nothing about sampling.</summary>
    public SamplingParameters Sampling { get; init; } = new();

    /// <summary>Tokens that a request gets that says nothing; null for as many as fit.</summary>
    public int? MaximumTokens { get; init; }

    /// <summary>Texts that end the answer of a request that names none.</summary>
    public ImmutableArray<string> StopStrings { get; init; } = [];

    /// <summary>The templates of conversations.</summary>
    public required ChatTemplateSet Templates { get; init; }

    /// <summary>Keyword arguments of the template as a JSON object; a request's own win.</summary>
    public string? TemplateArguments { get; init; }

    /// <summary>What becomes of reasoning unless a request says otherwise.</summary>
    public ReasoningHandling Reasoning { get; init; } = ReasoningHandling.Apart;

    /// <summary>Whether the model thinks before it answers, unless a request says otherwise; null leaves it to the template.</summary>
    public bool? EnablesThinking { get; init; }

    /// <summary>Takes over what is cached of prompts unless a request says otherwise.</summary>
    public bool ReusesPrefixes { get; init; } = true;

    /// <summary>Time after which a silent stream gets a comment unless a request says otherwise; null for never.</summary>
    public TimeSpan? PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gives control tokens their text.</summary>
    public bool RendersSpecial { get; init; }

    /// <summary>The account of the last step; null where nobody keeps one.</summary>
    public LastStepLedger? Ledger { get; init; }
}

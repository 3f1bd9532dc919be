// What a caller wants generated.
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Batching;

/// <summary>A prompt and how to continue it.</summary>
public sealed record GenerationRequest
{
    /// <summary>Tokens of the prompt, at least one.</summary>
    public required ReadOnlyMemory<int> Prompt { get; init; }

    /// <summary>Tokens to generate at the most; null for as many as the context holds.</summary>
    public int? MaximumTokens { get; init; }

    /// <summary>Sampling options; ignored where <see cref="Sampler"/> is given.</summary>
    public SamplingParameters Sampling { get; init; } = new();

    /// <summary>A chain of the caller's own, used by this request alone; it has accepted no token yet.</summary>
    public SamplerChain? Sampler { get; init; }

    /// <summary>Texts that end the generation.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Likeliest tokens to report at each place; null for no log probabilities at all.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>Goes on behind tokens that end an answer.</summary>
    public bool IgnoreEndOfGeneration { get; init; }

    /// <summary>Gives control tokens their text.</summary>
    public bool RenderSpecial { get; init; }

    /// <summary>Takes over what is cached of the prompt.</summary>
    public bool ReusePrefix { get; init; } = true;
}

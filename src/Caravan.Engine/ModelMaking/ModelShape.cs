// The shape of a model to be made.
namespace Caravan.Engine;

/// <summary>Architecture and widths of a model with random weights.</summary>
public sealed record ModelShape
{
    /// <summary>llama, qwen2, qwen3, qwen3moe or deepseek2.</summary>
    public required string Architecture { get; init; }

    /// <summary>Elements of a hidden state.</summary>
    public required int Width { get; init; }

    /// <summary>Layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads, a divisor of <see cref="Heads"/>; equal to it with latent attention.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Elements of a key head, rotated part included.</summary>
    public required int HeadLength { get; init; }

    /// <summary>Inner width of dense feed-forward layers; 0 where every layer has experts.</summary>
    public int FeedForwardLength { get; init; }

    /// <summary>Experts, which qwen3moe and deepseek2 need and llama may have.</summary>
    public ExpertShape? Experts { get; init; }

    /// <summary>Latent attention, which deepseek2 needs.</summary>
    public LatentShape? Latent { get; init; }

    /// <summary>Context the file claims to be trained with, in tokens.</summary>
    public int ContextLength { get; init; } = 8192;

    /// <summary>Base of the rotary frequencies.</summary>
    public float FrequencyBase { get; init; } = 10_000;
}

// Named shapes: some for benchmarks, a tiny one of each architecture for tests.
using System.Diagnostics.CodeAnalysis;

namespace Caravan.Engine;

/// <summary>Look-up of <see cref="ModelShape"/> by name.</summary>
public static class ModelShapes
{
    private static readonly ModelShape TinyLlama = new()
    {
        Architecture = "llama",
        Width = 256,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 2,
        HeadLength = 64,
        FeedForwardLength = 512,
    };

    private static readonly Dictionary<string, ModelShape> Presets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["llama-1.1b"] = new()
        {
            Architecture = "llama",
            Width = 2048,
            Layers = 16,
            Heads = 32,
            KeyValueHeads = 8,
            HeadLength = 64,
            FeedForwardLength = 8192,
        },
        ["qwen3moe-small"] = new()
        {
            Architecture = "qwen3moe",
            Width = 1024,
            Layers = 8,
            Heads = 16,
            KeyValueHeads = 4,
            HeadLength = 64,
            Experts = new ExpertShape(Count: 32, Used: 8, FeedForwardLength: 512),
        },
        ["deepseek2-small"] = new()
        {
            Architecture = "deepseek2",
            Width = 1024,
            Layers = 8,
            Heads = 16,
            KeyValueHeads = 16,
            HeadLength = 192,
            FeedForwardLength = 4096,
            Latent = new LatentShape(QueryRank: 512, KeyValueRank: 512, RotatedLength: 64, ValueLength: 128),
            Experts = new ExpertShape(
                Count: 64,
                Used: 8,
                FeedForwardLength: 512,
                SharedCount: 1,
                LeadingDenseLayers: 1
            ),
        },
        ["llama-tiny"] = TinyLlama,
        ["llama-moe-tiny"] = TinyLlama with { Experts = new ExpertShape(Count: 8, Used: 2, FeedForwardLength: 512) },
        ["qwen2-tiny"] = TinyLlama with { Architecture = "qwen2" },
        ["qwen3-tiny"] = TinyLlama with { Architecture = "qwen3" },
        ["qwen3moe-tiny"] = TinyLlama with
        {
            Architecture = "qwen3moe",
            FeedForwardLength = 0,
            Experts = new ExpertShape(Count: 4, Used: 2, FeedForwardLength: 256),
        },
        ["deepseek2-tiny"] = TinyLlama with
        {
            Architecture = "deepseek2",
            KeyValueHeads = 4,
            HeadLength = 96,
            Latent = new LatentShape(QueryRank: 256, KeyValueRank: 256, RotatedLength: 32, ValueLength: 64),
            Experts = new ExpertShape(Count: 4, Used: 2, FeedForwardLength: 256, SharedCount: 1, LeadingDenseLayers: 1),
        },
    };

    /// <summary>The names of all shapes.</summary>
    public static IReadOnlyCollection<string> Names => Presets.Keys;

    /// <summary>Finds a shape by name, in any case.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out ModelShape? shape) =>
        Presets.TryGetValue(name, out shape);

    /// <summary>The shape called <paramref name="name"/>.</summary>
    /// <exception cref="ModelMakingException">There is none; the message lists those there are.</exception>
    public static ModelShape Get(string name) =>
        TryGet(name, out ModelShape? shape)
            ? shape
            : throw new ModelMakingException(
                $"unknown shape '{name}', expected one of {string.Join(", ", Presets.Keys)}"
            );
}

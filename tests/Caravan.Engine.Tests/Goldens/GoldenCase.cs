// One recorded run of another engine: its prompt, options, logits and greedy tokens.
using System.Runtime.InteropServices;
using System.Text.Json;
using Caravan.Models;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

/// <summary>A case of <c>goldens/models</c>; its options stand in its name.</summary>
internal sealed class GoldenCase
{
    /// <summary>Positions the cases' caches have room for.</summary>
    internal const int ContextLength = 64;

    private GoldenCase(string name, JsonElement json)
    {
        Name = name;
        ModelPath = SharedFolder.Require($"goldens/models/{json.GetProperty("model").GetString()}");
        Prompt = Integers(json.GetProperty("prompt_tokens"));
        GreedyTokens = Integers(json.GetProperty("greedy_tokens"));
        GreedyGaps = [.. json.GetProperty("greedy_top2_gaps").EnumerateArray().Select(g => g.GetSingle())];
        JsonElement distance = json.GetProperty("max_abs_difference_to_other_engine");
        DistanceToOtherEngine = distance.ValueKind == JsonValueKind.Number ? distance.GetSingle() : null;
        Logits = MemoryMarshal
            .Cast<byte, float>(File.ReadAllBytes(SharedFolder.Require($"goldens/models/{name}.logits.f32")))
            .ToArray();
    }

    internal string Name { get; }

    internal string ModelPath { get; }

    internal int[] Prompt { get; }

    internal int[] GreedyTokens { get; }

    /// <summary>Difference of the two largest logits at each greedy step.</summary>
    internal float[] GreedyGaps { get; }

    /// <summary>Largest difference of two engines' logits, or null where one engine is recorded.</summary>
    internal float? DistanceToOtherEngine { get; }

    /// <summary>Logits, [vocabulary, prompt tokens].</summary>
    internal float[] Logits { get; }

    /// <summary>The form of latent attention the case ran with; null for the engine's own choice.</summary>
    internal int? LatentAttention =>
        Name.IndexOf("-mla", StringComparison.Ordinal) is var at and >= 0 ? Name[at + 4] - '0' : null;

    /// <summary>The options the case ran with.</summary>
    internal ModelGraphOptions Options
    {
        get
        {
            int at = Name.IndexOf("-kv", StringComparison.Ordinal);
            TensorType cache = TensorType.F16;
            if (at >= 0)
            {
                Assert.True(TensorTypes.TryParse(Name[(at + 3)..], out TensorTypeTraits? traits));
                cache = traits.Type;
            }

            return new ModelGraphOptions
            {
                ContextLength = ContextLength,
                FlashAttention = Name.Contains("-flash", StringComparison.Ordinal),
                KeyCacheType = cache,
                ValueCacheType = cache,
                LatentAttention = LatentAttention,
            };
        }
    }

    internal static GoldenCase Read(string name)
    {
        using JsonDocument json = JsonDocument.Parse(
            File.ReadAllText(SharedFolder.Require($"goldens/models/{name}.json"))
        );
        return new GoldenCase(name, json.RootElement);
    }

    /// <summary>Largest difference of the recorded logits and others.</summary>
    internal float LargestDifference(ReadOnlySpan<float> logits)
    {
        Assert.Equal(Logits.Length, logits.Length);
        float largest = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            Assert.True(float.IsFinite(logits[i]), $"logit {i} is {logits[i]}");
            largest = Math.Max(largest, Math.Abs(logits[i] - Logits[i]));
        }

        return largest;
    }

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt32())];
}

// One recorded case of another engine: prompt, logits, greedy tokens, and how it was run.
using System.Text.Json;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

/// <summary>A case of the shared model goldens.</summary>
internal sealed record GoldenCase(
    string Name,
    string ModelPath,
    int[] Prompt,
    int[] Greedy,
    double[] Gaps,
    float[] Logits,
    double? OtherEngineDifference
)
{
    internal const string Folder = "goldens/models";

    internal static GoldenCase Load(string name)
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllBytes(SharedFolder.Require($"{Folder}/{name}.json"))
        );
        JsonElement root = document.RootElement;
        byte[] logits = File.ReadAllBytes(SharedFolder.Require($"{Folder}/{root.GetProperty("logits_file")}"));
        float[] values = new float[logits.Length / sizeof(float)];
        Buffer.BlockCopy(logits, 0, values, 0, logits.Length);
        JsonElement other = root.GetProperty("max_abs_difference_to_other_engine");
        return new GoldenCase(
            name,
            SharedFolder.Require($"{Folder}/{root.GetProperty("model").GetString()}"),
            Integers(root.GetProperty("prompt_tokens")),
            Integers(root.GetProperty("greedy_tokens")),
            [.. root.GetProperty("greedy_top2_gaps").EnumerateArray().Select(e => e.GetDouble())],
            values,
            other.ValueKind == JsonValueKind.Null ? null : other.GetDouble()
        );
    }

    /// <summary>Session options by the marks in the case's name.</summary>
    internal SessionOptions Options =>
        new()
        {
            ContextLength = 256,
            MaximumOutputs = 512,
            FlashAttention = Name.Contains("-flash", StringComparison.Ordinal),
            KeyCacheType = CacheType,
            ValueCacheType = CacheType,
            LatentAttention = Name.IndexOf("-mla", StringComparison.Ordinal) is var at and >= 0
                ? Name[at + 4] - '0'
                : null,
        };

    /// <summary>True where keys and values are computed in latent space, which rounds differently.</summary>
    internal bool IsLatent =>
        Options.LatentAttention > 0
        || (Name.Contains("-form-", StringComparison.Ordinal) && Options.LatentAttention is null);

    private TensorType CacheType =>
        Name.Contains("kvq8_0", StringComparison.Ordinal) ? TensorType.Q8_0
        : Name.Contains("kvq4_0", StringComparison.Ordinal) ? TensorType.Q4_0
        : TensorType.F16;

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt32())];
}

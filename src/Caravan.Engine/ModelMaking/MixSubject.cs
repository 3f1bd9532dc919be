// What the mixes want to know of a model.
using Caravan.Gguf;

namespace Caravan.Engine.ModelMaking;

/// <summary>Facts about a model that decide about its tensors' types.</summary>
/// <param name="Architecture">The architecture's name.</param>
/// <param name="Layers">Layers (<c>block_count</c>).</param>
/// <param name="Heads">Query heads of the first layer.</param>
/// <param name="KeyValueHeads">Key and value heads of the first layer.</param>
/// <param name="Experts">Experts; 0 for a dense model.</param>
internal sealed record MixSubject(string Architecture, int Layers, int Heads, int KeyValueHeads, int Experts)
{
    /// <summary>Query heads that share a key and value head.</summary>
    internal int HeadsPerKeyValueHead => KeyValueHeads > 0 ? Heads / KeyValueHeads : 1;

    /// <summary>Whether llama.cpp takes the model for one of 70 billion parameters, whose value matrices get more bits.</summary>
    internal bool Is70B =>
        Layers == 80 && ((Architecture == "llama" && Heads != KeyValueHeads) || Architecture == "qwen2");

    /// <summary>Reads the facts from a file's metadata; a key that is missing counts as none.</summary>
    internal static MixSubject Of(GgufMetadata metadata)
    {
        string architecture = metadata.GetString(GgufKeys.Architecture);
        int heads = First("attention.head_count", 0);
        return new MixSubject(
            architecture,
            First("block_count", 0),
            heads,
            First("attention.head_count_kv", heads),
            First("expert_count", 0)
        );

        int First(string key, int fallback)
        {
            string full = $"{architecture}.{key}";
            return metadata.Contains(full)
                ? (int)Math.Min(metadata.GetUInt32PerLayer(full, 1)[0], int.MaxValue)
                : fallback;
        }
    }
}

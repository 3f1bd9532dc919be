// Metadata keys that belong to the file format itself.
namespace Caravan.Gguf;

/// <summary>Keys that the file format gives a meaning; those of models are in <c>Caravan.Models</c>.</summary>
public static class GgufKeys
{
    /// <summary>Alignment of tensor data in bytes (UINT32).</summary>
    public const string Alignment = "general.alignment";

    /// <summary>Name of the model's architecture.</summary>
    public const string Architecture = "general.architecture";

    /// <summary>Name of the model.</summary>
    public const string Name = "general.name";

    /// <summary>Number of this shard, from 0 (UINT16).</summary>
    public const string SplitNumber = "split.no";

    /// <summary>Number of shards (UINT16).</summary>
    public const string SplitCount = "split.count";

    /// <summary>Number of tensors in all shards together (INT32).</summary>
    public const string SplitTensorsCount = "split.tensors.count";

    /// <summary>Keys below this may hold arrays of strings that are raw bytes rather than UTF-8 (tokens, merges).</summary>
    public const string TokenizerPrefix = "tokenizer.";
}

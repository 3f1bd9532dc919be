// One key and value of a file's metadata.
namespace Caravan.Gguf;

/// <summary>A metadata key with its value.</summary>
/// <param name="Key">The key, such as <c>llama.block_count</c>.</param>
/// <param name="Value">The value.</param>
public readonly record struct GgufEntry(string Key, GgufValue Value);

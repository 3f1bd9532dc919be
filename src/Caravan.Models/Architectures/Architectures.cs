// The architectures this program knows, by name.
using System.Collections.Frozen;
using System.Collections.Immutable;
using Caravan.Gguf;

namespace Caravan.Models;

/// <summary>Registry of architectures.</summary>
public static class Architectures
{
    private static readonly FrozenDictionary<string, Architecture> ByName = new Architecture[]
    {
        new LlamaArchitecture(),
        new Qwen2Architecture(),
        new Qwen3Architecture(),
        new Qwen3MoeArchitecture(),
        new DeepSeek2Architecture(),
    }.ToFrozenDictionary(a => a.Name);

    /// <summary>Names of the supported architectures, in order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The architecture a file names.</summary>
    /// <exception cref="ModelException">The key is missing, no string, or names an unknown architecture.</exception>
    public static Architecture Of(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        string name = HyperparameterReader.Read(() => metadata.GetString(GgufKeys.Architecture));
        return ByName.TryGetValue(name, out Architecture? architecture)
            ? architecture
            : throw new ModelException(
                $"{metadata.Source}: {GgufKeys.Architecture} is {GgufText.Quote(name)}, expected one of {string.Join(", ", Names)}"
            );
    }
}

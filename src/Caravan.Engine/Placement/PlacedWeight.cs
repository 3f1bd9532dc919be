// A weight as placement sees it.
namespace Caravan.Engine;

/// <summary>A weight that has to lie somewhere.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Bytes">Its size.</param>
public readonly record struct PlacedWeight(string Name, long Bytes)
{
    /// <summary>The token embedding, which is the output matrix too in models without one.</summary>
    internal const string Embedding = "token_embd.weight";

    private const string LayerPrefix = "blk.";

    /// <summary>The layer in a name such as <c>blk.3.ffn_up.weight</c>, or null.</summary>
    public static int? LayerOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.StartsWith(LayerPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        ReadOnlySpan<char> rest = name.AsSpan(LayerPrefix.Length);
        int dot = rest.IndexOf('.');
        return dot > 0 && int.TryParse(rest[..dot], out int layer) ? layer : null;
    }

    /// <summary>True for weights of the output: its norm, matrix and bias.</summary>
    internal static bool IsOutput(string name) => name.StartsWith("output", StringComparison.Ordinal);
}

// Mappings and namespaces.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>A mapping that keeps the order of its entries. Keys are strings, numbers, truth values or none.</summary>
public sealed class JinjaMap : JinjaValue
{
    /// <summary>The entries in order.</summary>
    public OrderedDictionary<JinjaValue, JinjaValue> Entries { get; } = new(JinjaKeyComparer.Instance);

    /// <inheritdoc/>
    public override string TypeName => "mapping";

    /// <inheritdoc/>
    public override bool IsTrue => Entries.Count > 0;

    /// <summary>The entry of <paramref name="key"/>.</summary>
    public JinjaValue this[string key]
    {
        get => Entries.GetValueOrDefault(new JinjaString(key), JinjaUndefined.Instance);
        set => Entries[new JinjaString(key)] = value;
    }
}

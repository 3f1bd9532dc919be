// Lists and tuples.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>A list; tuples are lists too.</summary>
public sealed class JinjaList(List<JinjaValue> items) : JinjaValue
{
    /// <summary>The items in order.</summary>
    public List<JinjaValue> Items { get; } = items;

    /// <inheritdoc/>
    public override string TypeName => "list";

    /// <inheritdoc/>
    public override bool IsTrue => Items.Count > 0;
}

// Text.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>A string.</summary>
public sealed class JinjaString(string value) : JinjaValue
{
    /// <summary>The text.</summary>
    public string Value { get; } = value;

    /// <inheritdoc/>
    public override string TypeName => "string";

    /// <inheritdoc/>
    public override bool IsTrue => Value.Length > 0;
}

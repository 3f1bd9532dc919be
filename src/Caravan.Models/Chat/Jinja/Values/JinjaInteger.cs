// Whole numbers.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>A whole number of 64 bits.</summary>
public sealed class JinjaInteger(long value) : JinjaValue
{
    /// <summary>The number.</summary>
    public long Value { get; } = value;

    /// <inheritdoc/>
    public override string TypeName => "integer";

    /// <inheritdoc/>
    public override bool IsTrue => Value != 0;
}

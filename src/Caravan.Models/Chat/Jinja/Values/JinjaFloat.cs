// Numbers with a fraction.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>A number of double precision.</summary>
public sealed class JinjaFloat(double value) : JinjaValue
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    public override string TypeName => "float";

    /// <inheritdoc/>
    public override bool IsTrue => Value != 0;
}

// True and false.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>A truth value.</summary>
public sealed class JinjaBoolean : JinjaValue
{
    private static readonly JinjaBoolean True = new(true);
    private static readonly JinjaBoolean False = new(false);

    private JinjaBoolean(bool value) => Value = value;

    /// <summary>The value.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override string TypeName => "boolean";

    /// <inheritdoc/>
    public override bool IsTrue => Value;

    /// <summary>The instance of <paramref name="value"/>.</summary>
    public static JinjaBoolean Of(bool value) => value ? True : False;
}

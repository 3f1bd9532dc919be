// The value of names that nothing has defined.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>No value: false, empty, without members.</summary>
public sealed class JinjaUndefined : JinjaValue
{
    private JinjaUndefined() { }

    /// <summary>The only instance.</summary>
    public static JinjaUndefined Instance { get; } = new();

    /// <inheritdoc/>
    public override string TypeName => "undefined";

    /// <inheritdoc/>
    public override bool IsTrue => false;
}

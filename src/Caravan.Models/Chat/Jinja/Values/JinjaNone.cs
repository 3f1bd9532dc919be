// JSON's null.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>None.</summary>
public sealed class JinjaNone : JinjaValue
{
    private JinjaNone() { }

    /// <summary>The only instance.</summary>
    public static JinjaNone Instance { get; } = new();

    /// <inheritdoc/>
    public override string TypeName => "none";

    /// <inheritdoc/>
    public override bool IsTrue => false;
}

// What a template can call.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>A function or macro.</summary>
public sealed class JinjaFunction : JinjaValue
{
    private readonly Func<RenderState, JinjaArguments, JinjaValue> body;

    /// <summary>A function of positional arguments, for callers outside of the engine.</summary>
    public JinjaFunction(string name, Func<IReadOnlyList<JinjaValue>, JinjaValue> body)
        : this(name, (_, arguments) => body(arguments.Positional)) { }

    internal JinjaFunction(string name, Func<RenderState, JinjaArguments, JinjaValue> body) =>
        (Name, this.body) = (name, body);

    /// <summary>The name in messages.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string TypeName => "function";

    /// <inheritdoc/>
    public override bool IsTrue => true;

    internal JinjaValue Invoke(RenderState state, JinjaArguments arguments) => body(state, arguments);
}

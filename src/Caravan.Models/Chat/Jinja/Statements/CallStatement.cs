// Call blocks.
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Calls a macro with a block that it can call as caller.</summary>
internal sealed class CallStatement(Expression callee, ArgumentList arguments, MacroDefinition block) : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state)
    {
        JinjaValue value = callee.Evaluate(state);
        JinjaArguments given = arguments.Evaluate(state);
        state.Position = callee.Position;
        if (value is not JinjaFunction function)
        {
            throw state.Error($"found a call of a value that is {value.TypeName}; expected a macro");
        }

        JinjaFunction caller = block.Bind(state.Scope);
        JinjaValue text = function.Invoke(
            state,
            new JinjaArguments(given.Positional, [.. given.Named, new("caller", caller)])
        );
        state.Write(JinjaText.Of(state, text));
        return Flow.Next;
    }
}

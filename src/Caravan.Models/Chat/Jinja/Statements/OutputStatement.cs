// Expression tags.
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Writes the value of an expression; none and undefined write nothing.</summary>
internal sealed class OutputStatement(Expression expression) : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state)
    {
        JinjaValue value = expression.Evaluate(state);
        state.Position = expression.Position;
        if (value is not JinjaNone)
        {
            state.Write(JinjaText.Of(state, value));
        }

        return Flow.Next;
    }
}

// Conditions.
using Caravan.Models.Chat.Jinja.Expressions;

namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Runs the first block whose condition holds.</summary>
internal sealed class IfStatement(List<(Expression Condition, Block Body)> branches, Block? otherwise) : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state)
    {
        foreach ((Expression condition, Block body) in branches)
        {
            if (condition.Evaluate(state).IsTrue)
            {
                return body.Execute(state);
            }
        }

        return otherwise?.Execute(state) ?? Flow.Next;
    }
}

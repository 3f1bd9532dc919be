// Blocks with names of their own.
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Runs a block in a scope with some names set; values see the scope around it, as in Jinja.</summary>
internal sealed class WithStatement(List<(Expression Target, Expression Value)> assignments, Block body) : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state)
    {
        JinjaValue[] values = [.. assignments.Select(assignment => assignment.Value.Evaluate(state))];
        state.MakeItems(values.Length);
        Scope outer = state.Scope;
        state.Scope = new Scope(outer);
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                AssignmentTarget.Assign(state, assignments[i].Target, values[i]);
            }

            return body.Execute(state);
        }
        finally
        {
            state.Scope = outer;
        }
    }
}

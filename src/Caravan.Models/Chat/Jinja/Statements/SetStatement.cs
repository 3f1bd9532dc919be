// Assignments.
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Assigns a value, or the text of a block.</summary>
internal sealed class SetStatement(Expression target, Expression? value, Block? body, List<PostfixOperation> filters)
    : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state)
    {
        JinjaValue assigned = value?.Evaluate(state) ?? state.Capture(body!);
        foreach (PostfixOperation filter in filters)
        {
            assigned = filter.Apply(state, assigned);
        }

        AssignmentTarget.Assign(state, target, assigned);
        return Flow.Next;
    }
}

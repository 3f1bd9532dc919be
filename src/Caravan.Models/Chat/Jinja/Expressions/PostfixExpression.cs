// Members, calls, filters and tests after a value.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A value and what follows it, flat, so that long chains need no stack.</summary>
internal sealed class PostfixExpression(Expression first, List<PostfixOperation> operations)
    : Expression(first.Position)
{
    /// <summary>The value at the start.</summary>
    public Expression First => first;

    /// <summary>What follows it.</summary>
    public List<PostfixOperation> Operations => operations;

    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state)
    {
        JinjaValue value = first.Evaluate(state);
        foreach (PostfixOperation operation in operations)
        {
            state.Work(1);
            value = operation.Apply(state, value);
        }

        return value;
    }
}

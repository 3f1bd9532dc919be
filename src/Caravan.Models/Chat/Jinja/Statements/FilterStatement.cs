// Filters of blocks.
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Writes the text of a block through filters.</summary>
internal sealed class FilterStatement(List<PostfixOperation> filters, Block body) : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state)
    {
        JinjaValue value = state.Capture(body);
        foreach (PostfixOperation filter in filters)
        {
            value = filter.Apply(state, value);
        }

        state.Write(JinjaText.Of(state, value));
        return Flow.Next;
    }
}

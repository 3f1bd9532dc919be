// Loops.
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Runs a block for each item, with the variable loop.</summary>
internal sealed class ForStatement(
    Expression target,
    Expression source,
    Expression? condition,
    Block body,
    Block? otherwise
) : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state)
    {
        JinjaValue value = source.Evaluate(state);
        state.Position = source.Position;
        List<JinjaValue> items = JinjaIteration.Items(state, value);
        Scope outer = state.Scope;
        try
        {
            items = Select(state, items, outer);
            for (int i = 0; i < items.Count; i++)
            {
                state.MakeItems(8);
                state.Scope = new Scope(outer);
                AssignmentTarget.Assign(state, target, items[i]);
                state.Scope.Set("loop", LoopVariable(items, i));
                if (body.Execute(state) == Flow.Break)
                {
                    break;
                }
            }
        }
        finally
        {
            state.Scope = outer;
        }

        return items.Count == 0 && otherwise is not null ? otherwise.Execute(state) : Flow.Next;
    }

    private List<JinjaValue> Select(RenderState state, List<JinjaValue> items, Scope outer)
    {
        state.MakeItems(items.Count);
        // A copy, since the body may change the list.
        List<JinjaValue> selected = new(items.Count);
        foreach (JinjaValue item in items)
        {
            if (condition is not null)
            {
                state.Scope = new Scope(outer);
                AssignmentTarget.Assign(state, target, item);
                if (!condition.Evaluate(state).IsTrue)
                {
                    continue;
                }
            }

            selected.Add(item);
        }

        return selected;
    }

    private static JinjaMap LoopVariable(List<JinjaValue> items, int index)
    {
        JinjaMap loop = new();
        loop["index"] = new JinjaInteger(index + 1);
        loop["index0"] = new JinjaInteger(index);
        loop["revindex"] = new JinjaInteger(items.Count - index);
        loop["revindex0"] = new JinjaInteger(items.Count - index - 1);
        loop["first"] = JinjaBoolean.Of(index == 0);
        loop["last"] = JinjaBoolean.Of(index == items.Count - 1);
        loop["length"] = new JinjaInteger(items.Count);
        loop["previtem"] = index > 0 ? items[index - 1] : JinjaUndefined.Instance;
        loop["nextitem"] = index + 1 < items.Count ? items[index + 1] : JinjaUndefined.Instance;
        return loop;
    }
}

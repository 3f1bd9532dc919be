// Arguments as they are written.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>The argument expressions of a call, filter or test.</summary>
internal sealed class ArgumentList(
    List<(Expression Value, bool IsSpread)> positional,
    List<KeyValuePair<string, Expression>> named
)
{
    /// <summary>No arguments.</summary>
    public static ArgumentList Empty { get; } = new([], []);

    /// <summary>Computes the arguments.</summary>
    public JinjaArguments Evaluate(RenderState state)
    {
        if (positional.Count == 0 && named.Count == 0)
        {
            return JinjaArguments.None;
        }

        List<JinjaValue> values = [];
        foreach ((Expression expression, bool isSpread) in positional)
        {
            JinjaValue value = expression.Evaluate(state);
            if (!isSpread)
            {
                values.Add(value);
                continue;
            }

            List<JinjaValue> items = JinjaIteration.Items(state, value);
            state.MakeItems(items.Count);
            values.AddRange(items);
        }

        KeyValuePair<string, JinjaValue>[] byName = new KeyValuePair<string, JinjaValue>[named.Count];
        for (int i = 0; i < byName.Length; i++)
        {
            byName[i] = new(named[i].Key, named[i].Value.Evaluate(state));
        }

        return new JinjaArguments(values, byName);
    }
}

// Arithmetic and comparison of values.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja;

/// <summary>The operators.</summary>
internal static class JinjaOperations
{
    /// <summary>Applies an arithmetic operator.</summary>
    public static JinjaValue Apply(RenderState state, string operation, JinjaValue left, JinjaValue right)
    {
        if (operation == "~" || (operation == "+" && (left is JinjaString || right is JinjaString)))
        {
            if (left is JinjaUndefined or JinjaNone || right is JinjaUndefined or JinjaNone)
            {
                throw Mismatch(state, operation, left, right);
            }

            string first = JinjaText.Of(state, left);
            string second = JinjaText.Of(state, right);
            state.MakeText((long)first.Length + second.Length);
            return new JinjaString(first + second);
        }

        if (operation == "+" && left is JinjaList a && right is JinjaList b)
        {
            state.MakeItems((long)a.Items.Count + b.Items.Count);
            return new JinjaList([.. a.Items, .. b.Items]);
        }

        if (operation == "*" && (left is JinjaString or JinjaList || right is JinjaString or JinjaList))
        {
            return left is JinjaInteger ? Repeat(state, right, left) : Repeat(state, left, right);
        }

        if (Whole(left) is { } x && Whole(right) is { } y)
        {
            return OfIntegers(state, operation, x, y);
        }

        return Number(left) is { } p && Number(right) is { } q
            ? new JinjaFloat(OfFloats(state, operation, p, q))
            : throw Mismatch(state, operation, left, right);
    }

    /// <summary>True when two values are equal.</summary>
    public static bool AreEqual(RenderState state, JinjaValue left, JinjaValue right, int depth = 0)
    {
        state.Work(1);
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (depth > state.Limits.MaximumValueDepth)
        {
            throw state.Limit(nameof(JinjaLimits.MaximumValueDepth), "compared values are nested too deep");
        }

        switch (left, right)
        {
            case (JinjaString a, JinjaString b):
                state.Read(Math.Min(a.Value.Length, b.Value.Length));
                return a.Value == b.Value;
            case (JinjaList a, JinjaList b):
                return a.Items.Count == b.Items.Count
                    && a.Items.Zip(b.Items).All(pair => AreEqual(state, pair.First, pair.Second, depth + 1));
            case (JinjaMap a, JinjaMap b):
                return a.Entries.Count == b.Entries.Count
                    && a.Entries.All(entry =>
                        b.Entries.TryGetValue(entry.Key, out JinjaValue? other)
                        && AreEqual(state, entry.Value, other, depth + 1)
                    );
            default:
                return Number(left) is { } x && Number(right) is { } y && x == y;
        }
    }

    /// <summary>Order of two values.</summary>
    public static int Compare(RenderState state, JinjaValue left, JinjaValue right, bool ignoreCase = false)
    {
        state.Work(1);
        switch (left, right)
        {
            case (JinjaString a, JinjaString b):
                state.Read(Math.Min(a.Value.Length, b.Value.Length));
                return ignoreCase
                    ? string.Compare(a.Value, b.Value, StringComparison.OrdinalIgnoreCase)
                    : string.CompareOrdinal(a.Value, b.Value);
            case (JinjaNone, JinjaNone) or (JinjaUndefined, JinjaUndefined):
                return 0;
            default:
                return Number(left) is { } x && Number(right) is { } y
                    ? x.CompareTo(y)
                    : throw state.Error($"found a {left.TypeName} and a {right.TypeName}, which have no order");
        }
    }

    /// <summary>The operator in.</summary>
    public static bool Contains(RenderState state, JinjaValue container, JinjaValue item)
    {
        switch (container)
        {
            case JinjaUndefined:
                return false;
            case JinjaList list:
                // Numbers equal truth values, but a list of one kind does not hold the other.
                return list.Items.Any(candidate =>
                    candidate is JinjaBoolean == item is JinjaBoolean && AreEqual(state, candidate, item)
                );
            case JinjaMap map:
                return JinjaKeyComparer.IsKey(item) && map.Entries.ContainsKey(item);
            case JinjaString text when item is JinjaString part:
                return TextSearch.Find(state, text.Value, part.Value, 0) >= 0;
            case JinjaString when item is JinjaUndefined:
                return false;
            default:
                throw state.Error(
                    $"found a {item.TypeName} in a {container.TypeName}; expected a list, mapping or string"
                );
        }
    }

    /// <summary>A value as a number; null when it is none.</summary>
    public static double? Number(JinjaValue value) => value is JinjaFloat number ? number.Value : Whole(value);

    /// <summary>A value as a whole number; null when it is none.</summary>
    public static long? Whole(JinjaValue value) =>
        value switch
        {
            JinjaInteger integer => integer.Value,
            JinjaBoolean boolean => boolean.Value ? 1 : 0,
            _ => null,
        };

    private static JinjaValue OfIntegers(RenderState state, string operation, long x, long y)
    {
        try
        {
            return operation switch
            {
                "+" => new JinjaInteger(checked(x + y)),
                "-" => new JinjaInteger(checked(x - y)),
                "*" => new JinjaInteger(checked(x * y)),
                "//" or "%" when y == 0 => throw state.Error("found a division by zero"),
                "//" => new JinjaInteger(checked(x / y) - (x % y != 0 && (x < 0) != (y < 0) ? 1 : 0)),
                "%" => new JinjaInteger(y == -1 ? 0 : ((x % y) + y) % y),
                "**" when y >= 0 => new JinjaInteger(Power(x, y)),
                _ => new JinjaFloat(OfFloats(state, operation, x, y)),
            };
        }
        catch (OverflowException)
        {
            throw state.Error($"the result of {x} {operation} {y} is beyond 64 bits");
        }
    }

    private static long Power(long x, long y)
    {
        if (x is 0 or 1 || y == 0)
        {
            return y == 0 ? 1 : x;
        }

        if (x == -1)
        {
            return y % 2 == 0 ? 1 : -1;
        }

        long result = 1;
        // Any other base leaves 64 bits within 63 multiplications.
        for (long i = 0; i < y; i++)
        {
            result = checked(result * x);
        }

        return result;
    }

    private static double OfFloats(RenderState state, string operation, double x, double y)
    {
        if (y == 0 && operation is "/" or "//" or "%" && y == 0)
        {
            throw state.Error("found a division by zero");
        }

        double result = operation switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "//" => Math.Floor(x / y),
            "%" => x - (y * Math.Floor(x / y)),
            _ => Math.Pow(x, y),
        };
        return double.IsFinite(result) ? result : throw state.Error($"the result of {x} {operation} {y} is no number");
    }

    private static JinjaValue Repeat(RenderState state, JinjaValue value, JinjaValue times)
    {
        if (times is not JinjaInteger { Value: var count })
        {
            throw Mismatch(state, "*", value, times);
        }

        // Beyond an int any non-empty value breaks the limit of made bytes by itself.
        count = Math.Clamp(count, 0, int.MaxValue);
        if (value is JinjaString text)
        {
            state.MakeText(text.Value.Length * count);
            return new JinjaString(
                text.Value.Length == 0
                    ? ""
                    : new System.Text.StringBuilder().Insert(0, text.Value, (int)count).ToString()
            );
        }

        JinjaList list = (JinjaList)value;
        state.MakeItems(list.Items.Count * count);
        List<JinjaValue> items = [];
        for (long i = 0; i < (list.Items.Count == 0 ? 0 : count); i++)
        {
            items.AddRange(list.Items);
        }

        return new JinjaList(items);
    }

    private static JinjaEvaluationException Mismatch(
        RenderState state,
        string operation,
        JinjaValue left,
        JinjaValue right
    ) => state.Error($"found {left.TypeName} {operation} {right.TypeName}, which means nothing");
}

// The tests after is.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>Tests of values.</summary>
internal static class Tests
{
    /// <summary>True when <paramref name="value"/> passes the test called <paramref name="name"/>.</summary>
    public static bool Holds(RenderState state, string name, JinjaValue value, JinjaArguments arguments)
    {
        JinjaValue Other() => arguments.Get(0, "other") ?? throw state.Error($"the test '{name}' needs an argument");
        return name switch
        {
            "defined" => value is not JinjaUndefined,
            "undefined" => value is JinjaUndefined,
            "none" => value is JinjaNone,
            "boolean" => value is JinjaBoolean,
            "true" => value is JinjaBoolean { Value: true },
            "false" => value is JinjaBoolean { Value: false },
            "string" => value is JinjaString,
            "number" => value is JinjaInteger or JinjaFloat,
            "integer" => value is JinjaInteger,
            "float" => value is JinjaFloat,
            "mapping" => value is JinjaMap,
            "iterable" or "sequence" => value is JinjaString or JinjaList or JinjaMap or JinjaUndefined,
            "callable" => value is JinjaFunction,
            "odd" => Integer(state, value) % 2 != 0,
            "even" => Integer(state, value) % 2 == 0,
            "divisibleby" => JinjaOperations.Apply(state, "%", value, Other()) is { IsTrue: false },
            "lower" => value is JinjaString text && IsCased(text.Value, char.IsUpper, char.IsLower),
            "upper" => value is JinjaString text && IsCased(text.Value, char.IsLower, char.IsUpper),
            "equalto" or "eq" or "==" => JinjaOperations.AreEqual(state, value, Other()),
            "ne" or "!=" => !JinjaOperations.AreEqual(state, value, Other()),
            "lt" or "lessthan" or "<" => JinjaOperations.Compare(state, value, Other()) < 0,
            "le" or "<=" => JinjaOperations.Compare(state, value, Other()) <= 0,
            "gt" or "greaterthan" or ">" => JinjaOperations.Compare(state, value, Other()) > 0,
            "ge" or ">=" => JinjaOperations.Compare(state, value, Other()) >= 0,
            "in" => JinjaOperations.Contains(state, Other(), value),
            "sameas" => ReferenceEquals(value, Other())
                || (value is not (JinjaList or JinjaMap) && JinjaOperations.AreEqual(state, value, Other())),
            _ => throw state.Error($"found the test '{name}', which does not exist"),
        };
    }

    private static long Integer(RenderState state, JinjaValue value) =>
        JinjaOperations.Whole(value) ?? throw state.Error($"found a {value.TypeName}; expected an integer");

    private static bool IsCased(string text, Func<char, bool> other, Func<char, bool> wanted) =>
        !text.Any(other) && text.Any(wanted);
}

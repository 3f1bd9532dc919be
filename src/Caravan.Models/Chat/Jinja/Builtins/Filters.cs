// The filters by name.
using System.Globalization;
using System.Text.Json;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>Filters; those of one type are beside.</summary>
internal static class Filters
{
    /// <summary>Applies the filter called <paramref name="name"/>.</summary>
    public static JinjaValue Apply(RenderState state, string name, JinjaValue value, JinjaArguments arguments) =>
        name switch
        {
            "default" or "d" => value is JinjaUndefined || (!value.IsTrue && arguments.Flag(1, "boolean"))
                ? arguments.Get(0, "default_value") ?? new JinjaString("")
                : value,
            "string" => value is JinjaString ? value : state.Text(JinjaText.Of(state, value)),
            "safe" or "escape" or "e" or "forceescape" => value,
            "length" or "count" => Length(state, value),
            "tojson" => JsonFilter.ToJson(state, value, arguments),
            "from_json" or "fromjson" => FromJson(state, value),
            "int" => Integer(value, arguments.Get(0, "default") ?? new JinjaInteger(0)),
            "float" => Float(value, arguments.Get(0, "default") ?? new JinjaFloat(0)),
            "abs" => Absolute(state, value),
            "round" => Round(state, value, arguments),
            _ => TextFilters.Apply(state, name, value, arguments)
                ?? ListFilters.Apply(state, name, value, arguments)
                ?? SelectionFilters.Apply(state, name, value, arguments)
                ?? MappingFilters.Apply(state, name, value, arguments)
                ?? throw state.Error($"found the filter '{name}', which does not exist"),
        };

    private static JinjaInteger Length(RenderState state, JinjaValue value) =>
        new(
            value switch
            {
                JinjaString text => new CodePoints(state, text.Value).Count,
                JinjaList list => list.Items.Count,
                JinjaMap map => map.Entries.Count,
                JinjaUndefined => 0,
                _ => throw state.Error($"found the length of a {value.TypeName}; expected a string, list or mapping"),
            }
        );

    private static JinjaValue FromJson(RenderState state, JinjaValue value)
    {
        if (value is not JinjaString text)
        {
            throw state.Error($"found a {value.TypeName}; expected a string of JSON");
        }

        try
        {
            state.MakeText(text.Value.Length * 32L);
            return JinjaValues.ParseJson(text.Value);
        }
        catch (JsonException error)
        {
            throw state.Error($"found a text that is not JSON: {error.Message}");
        }
    }

    private static JinjaValue Integer(JinjaValue value, JinjaValue fallback)
    {
        double? number = value is JinjaString text
            ? long.TryParse(text.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out long whole)
                ? whole
                : double.TryParse(text.Value, CultureInfo.InvariantCulture, out double parsed)
                    ? parsed
                    : null
            : JinjaOperations.Number(value);
        return JinjaOperations.Whole(value) is { } exact ? new JinjaInteger(exact)
            : number is { } found && Math.Abs(found) < 9e18 ? new JinjaInteger((long)found)
            : fallback;
    }

    private static JinjaValue Float(JinjaValue value, JinjaValue fallback) =>
        JinjaOperations.Number(value) is { } number ? new JinjaFloat(number)
        : value is JinjaString text && double.TryParse(text.Value, CultureInfo.InvariantCulture, out double parsed)
            ? new JinjaFloat(parsed)
        : fallback;

    private static JinjaValue Absolute(RenderState state, JinjaValue value) =>
        value is JinjaFloat number ? new JinjaFloat(Math.Abs(number.Value))
        : JinjaOperations.Whole(value) is { } whole and not long.MinValue ? new JinjaInteger(Math.Abs(whole))
        : throw state.Error($"found a {value.TypeName}; expected a number");

    private static JinjaFloat Round(RenderState state, JinjaValue value, JinjaArguments arguments)
    {
        double number =
            JinjaOperations.Number(value) ?? throw state.Error($"found a {value.TypeName}; expected a number");
        double scale = Math.Pow(10, Math.Clamp(arguments.Integer(state, 0, "precision", 0), 0, 15));
        return new JinjaFloat(
            arguments.Text(state, 1, "method") switch
            {
                "ceil" => Math.Ceiling(number * scale) / scale,
                "floor" => Math.Floor(number * scale) / scale,
                _ => Math.Round(number * scale, MidpointRounding.ToEven) / scale,
            }
        );
    }
}

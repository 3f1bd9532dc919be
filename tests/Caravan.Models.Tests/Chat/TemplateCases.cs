// Reads the recorded cases of the shared folder.
using System.Text.Json;
using Caravan.Models.Chat.Jinja;
using Caravan.Models.Chat.Jinja.Values;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Chat;

/// <summary>Cases with a template, a context and the text that huggingface.js expects.</summary>
internal static class TemplateCases
{
    /// <summary>Renders all cases of a file and returns the names of those that differ, with the reason.</summary>
    public static (int Count, List<string> Failures) Run(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require(file)));
        List<string> failures = [];
        foreach (JsonElement item in document.RootElement.EnumerateArray())
        {
            string name = item.GetProperty("name").GetString()!;
            string expected = item.GetProperty("expected").GetString()!;
            string found;
            try
            {
                found = JinjaTemplate
                    .Compile(item.GetProperty("template").GetString()!)
                    .Render(
                        Variables(item.GetProperty("context")),
                        new DateTimeOffset(2025, 7, 10, 12, 0, 0, TimeSpan.Zero)
                    );
            }
            catch (JinjaException error)
            {
                found = error.Message;
            }

            if (found != expected)
            {
                failures.Add($"{name}: found <{found}>, expected <{expected}>");
            }
        }

        return (document.RootElement.GetArrayLength(), failures);
    }

    /// <summary>The variables of a JSON object, with the functions that cases name.</summary>
    public static Dictionary<string, JinjaValue> Variables(JsonElement context) =>
        context.EnumerateObject().ToDictionary(entry => entry.Name, entry => WithFunctions(entry.Value));

    private static JinjaValue WithFunctions(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            JinjaMap map = new();
            foreach (JsonProperty property in element.EnumerateObject())
            {
                map[property.Name] = WithFunctions(property.Value);
            }

            return map;
        }

        string? text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        return text?.StartsWith("__function__:", StringComparison.Ordinal) == true
            ? Function(text["__function__:".Length..])
            : JinjaValues.FromJson(element);
    }

    private static JinjaFunction Function(string code) =>
        new(
            code,
            arguments =>
                code switch
                {
                    "(x, y) => x + y" => new JinjaInteger(
                        ((JinjaInteger)arguments[0]).Value + ((JinjaInteger)arguments[1]).Value
                    ),
                    "(...args) => args.length" => new JinjaInteger(arguments.Count),
                    "(...args) => args.join(\"\")" => new JinjaString(
                        string.Concat(arguments.Cast<JinjaString>().Select(a => a.Value))
                    ),
                    "(...args) => args.join(\"_\")" => new JinjaString(
                        string.Join('_', arguments.Cast<JinjaString>().Select(a => a.Value))
                    ),
                    "() => {}" => JinjaNone.Instance,
                    _ => throw new InvalidOperationException($"no function for {code}"),
                }
        );
}

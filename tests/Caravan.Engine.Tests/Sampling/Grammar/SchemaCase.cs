// Schemas that random generations are held to.
namespace Caravan.Engine.Tests.Sampling.Grammar;

/// <summary>
/// Schemas by name. None has minLength: the validator counts what looks like one character, the standard code points, so
/// that it takes some long enough texts for too short.
/// </summary>
internal static class SchemaCase
{
    public static readonly Dictionary<string, string> All = new()
    {
        ["twenty fields"] = TwentyFields(),
        ["optional"] =
            """{"type":"object","properties":{"a":{"type":"integer","minimum":-20,"maximum":1234},"b":{"type":"string","maxLength":9},"c":{"enum":["x","yy",3]},"d":{"type":["null","boolean"]},"e":{"type":"number","minimum":0.25,"exclusiveMaximum":3}},"required":["c"]}""",
        ["map"] =
            """{"type":"object","properties":{"name":{"type":"string"}},"additionalProperties":{"type":"integer"}}""",
        ["formats"] =
            """{"type":"array","minItems":1,"maxItems":4,"items":{"type":"object","properties":{"d":{"type":"string","format":"date"},"t":{"type":"string","format":"date-time"},"u":{"type":"string","format":"uuid"},"p":{"type":"string","pattern":"^[a-c]+-(x|y\\d)$"},"q":{"type":"string","pattern":"^x?.[0-9]"}},"required":["d","t","u","p","q"]}}""",
        ["tree"] =
            """{"$defs":{"t":{"type":"object","properties":{"v":{"type":"integer"},"kids":{"type":"array","maxItems":2,"items":{"$ref":"#/$defs/t"}}},"required":["v"]}},"$ref":"#/$defs/t"}""",
        ["tools"] =
            """{"oneOf":[{"type":"object","properties":{"tool":{"const":"add"},"args":{"prefixItems":[{"type":"integer"},{"type":"number"}],"items":false}},"required":["tool","args"]},{"type":"object","properties":{"tool":{"const":"say"},"text":{"type":"string","maxLength":30}},"required":["tool","text"]}]}""",
        ["any object"] = """{"type":"object"}""",
    };

    private static string TwentyFields()
    {
        string[] kinds =
        [
            """{"type":"string"}""",
            """{"type":"integer"}""",
            """{"type":"boolean"}""",
            """{"enum":["red","green","blue"]}""",
            """{"type":"number"}""",
        ];
        IEnumerable<string> fields = Enumerable.Range(0, 20).Select(i => $"\"field_{i}\":{kinds[i % kinds.Length]}");
        IEnumerable<string> names = Enumerable.Range(0, 20).Select(i => $"\"field_{i}\"");
        return $"{{\"type\":\"object\",\"properties\":{{{string.Join(',', fields)}}},\"required\":[{string.Join(',', names)}]}}";
    }
}

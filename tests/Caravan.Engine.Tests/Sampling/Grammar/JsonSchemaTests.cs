// Which JSON texts the grammar of a schema takes, and which schemas are refused.
using Caravan.Engine.Sampling.Grammar;

namespace Caravan.Engine.Tests.Sampling.Grammar;

public class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type":"boolean"}""", "true|false", "1|null")]
    [InlineData("""{"type":["string","null"]}""", "null|\"a\"", "1")]
    [InlineData("""{"type":"string","nullable":true}""", "null|\"a\"", "1")]
    [InlineData(
        """{"type":"string"}""",
        "\"\"|\"a\\n\\u00e9\"|\"\\ud83d\\ude00\"|\"\u20AC\"",
        "\"|\"\\ud83d\"|\"\\q\"|\"\n\""
    )]
    [InlineData(
        """{"type":"string","minLength":2,"maxLength":3}""",
        "\"ab\"|\"a\\nb\"|\"\u20AC\u20AC\u20AC\"",
        "\"a\"|\"abcd\""
    )]
    [InlineData(
        """{"type":"string","pattern":"^a[0-9]{2,3}(b|c)?$"}""",
        "\"a12\"|\"a123c\"",
        "\"a1\"|\"a1234\"|\"xa12\""
    )]
    [InlineData("""{"type":"string","pattern":"b+"}""", "\"b\"|\"abba\"", "\"\"|\"aa\"")]
    [InlineData("""{"type":"string","pattern":"^[\\w.]+@\\w+\\.com$"}""", "\"a.b@c.com\"", "\"a@com\"")]
    [InlineData(
        """{"type":"string","pattern":"^[A-Z]*$","minLength":2,"maxLength":3}""",
        "\"AB\"|\"ABC\"",
        "\"A\"|\"ABCD\"|\"ab\""
    )]
    [InlineData("""{"type":"string","pattern":"^\"\\\\$"}""", "\"\\\"\\\\\"", "\"\\\"\"")]
    [InlineData(
        """{"type":"string","format":"date"}""",
        "\"2024-02-28\"|\"1999-12-31\"",
        "\"2024-02-30\"|\"2024-13-01\"|\"2024-04-31\""
    )]
    [InlineData(
        """{"type":"string","format":"date-time"}""",
        "\"2024-02-28T23:59:00Z\"|\"2024-02-28T01:02:03.456+01:30\"",
        "\"2024-02-28\"|\"2024-02-28T24:00:00Z\""
    )]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"123e4567-e89b-12d3-a456-426614174000\"", "\"123e4567\"")]
    [InlineData("""{"type":"integer"}""", "0|-5|123", "1.5|01|1e3")]
    [InlineData(
        """{"type":"integer","minimum":-12,"maximum":205}""",
        "-12|-9|0|7|99|100|199|205",
        "-13|206|-20|300|-0|007"
    )]
    [InlineData("""{"type":"integer","exclusiveMinimum":3,"exclusiveMaximum":10}""", "4|9", "3|10|12")]
    [InlineData("""{"type":"integer","minimum":3}""", "3|10|99999", "2|-4")]
    [InlineData("""{"type":"integer","maximum":-3}""", "-3|-10", "-2|0|5")]
    [InlineData("""{"type":"number"}""", "0|-1.5|1e5|2.5E-3", ".5|1.|+1|01")]
    [InlineData("""{"type":"number","minimum":0,"maximum":1}""", "0|1|0.5|0.001", "1.1|-0.1|2")]
    [InlineData(
        """{"type":"number","exclusiveMinimum":0,"maximum":0.25}""",
        "0.25|0.01|0.001|0.249|0.2",
        "0|0.00|0.26|0.251|-0.1"
    )]
    [InlineData("""{"type":"number","minimum":-1.5,"maximum":-0.5}""", "-1.5|-1|-0.5|-0.75", "-1.51|-0.4|0|1")]
    [InlineData("""{"type":"number","multipleOf":0.01}""", "1|-2.25|0.5|0.50", "0.001|1e2")]
    [InlineData("""{"enum":["a",1,null,{"b":[true]}]}""", "\"a\"|1|null|{\"b\":[true]}", "\"b\"|2")]
    [InlineData("""{"type":"string","enum":["a",1]}""", "\"a\"", "1")]
    [InlineData("""{"const":"x"}""", "\"x\"", "\"y\"")]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"boolean"}},"required":["a"]}""",
        "{\"a\":1}|{ \"a\": 1, \"b\": true }|{\n  \"a\":1\n}",
        "{}|{\"b\":true}|{\"b\":true,\"a\":1}|{\"a\":1,}|{\"a\":1,\"c\":1}"
    )]
    [InlineData(
        """{"type":"object","properties":{"a":{"const":1},"b":{"const":2},"c":{"const":3}}}""",
        "{}|{\"a\":1}|{\"b\":2}|{\"c\":3}|{\"a\":1,\"c\":3}|{\"a\":1,\"b\":2,\"c\":3}",
        "{,}|{\"a\":1\"b\":2}|{\"c\":3,\"a\":1}"
    )]
    [InlineData(
        """{"type":"object","properties":{"ab":{"const":1}},"additionalProperties":{"type":"integer"}}""",
        "{}|{\"ab\":1}|{\"ab\":1,\"a\":5}|{\"abc\":7}|{\"b\":2,\"x\":3}",
        "{\"ab\":2}|{\"x\":3,\"ab\":2}|{\"a\":true}"
    )]
    [InlineData(
        """{"type":"object","required":["k"],"properties":{"a":{"const":1}}}""",
        "{\"k\":[1]}|{\"a\":1,\"k\":{}}",
        "{}|{\"a\":1}"
    )]
    [InlineData("""{"type":"object"}""", "{}|{\"a\":[1,{\"b\":null}]}", "[]|{\"a\"}|{1:2}")]
    [InlineData("true", "1|[]|\"a\"|{\"a\":false}", "x")]
    [InlineData(
        """{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3}""",
        "[1,2]|[1, 2, 3]",
        "[1]|[1,2,3,4]|[1,true]"
    )]
    [InlineData("""{"type":"array","maxItems":0}""", "[]|[ ]", "[1]")]
    [InlineData(
        """{"prefixItems":[{"type":"integer"},{"type":"string"}],"items":false}""",
        "[1,\"a\"]",
        "[1]|[1,\"a\",2]"
    )]
    [InlineData(
        """{"prefixItems":[{"type":"integer"}],"items":{"type":"boolean"},"maxItems":2}""",
        "[1]|[1,true]",
        "[]|[1,true,false]"
    )]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"string"}]}""", "1|\"a\"", "true")]
    [InlineData(
        """{"oneOf":[{"type":"object","properties":{"k":{"const":"a"},"x":{"type":"integer"}},"required":["k","x"]},{"type":"object","properties":{"k":{"const":"b"}},"required":["k"]}]}""",
        "{\"k\":\"a\",\"x\":1}|{\"k\":\"b\"}",
        "{\"k\":\"a\"}|{\"k\":\"c\"}"
    )]
    [InlineData(
        """{"allOf":[{"type":"object","properties":{"a":{"type":"integer","minimum":0}},"required":["a"]},{"properties":{"a":{"maximum":9},"b":{"type":"null"}}}]}""",
        "{\"a\":9}|{\"a\":0,\"b\":null}",
        "{\"a\":10}|{\"b\":null}|{\"a\":-1}"
    )]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"anyOf":[{"properties":{"b":{"const":1}},"required":["b"]},{"properties":{"c":{"const":2}},"required":["c"]}]}""",
        "{\"a\":1,\"b\":1}|{\"a\":1,\"c\":2}",
        "{\"a\":1}|{\"b\":1}"
    )]
    [InlineData(
        """{"$defs":{"n":{"type":"object","properties":{"v":{"type":"integer"},"next":{"anyOf":[{"$ref":"#/$defs/n"},{"type":"null"}]}},"required":["v","next"]}},"$ref":"#/$defs/n"}""",
        "{\"v\":1,\"next\":null}|{\"v\":1,\"next\":{\"v\":2,\"next\":null}}",
        "{\"v\":1}|{\"v\":1,\"next\":1}"
    )]
    [InlineData("""{"type":"array","items":{"$ref":"#"}}""", "[]|[[],[[]]]", "[1]")]
    public void Texts_match_or_do_not(string schema, string matching, string others)
    {
        GrammarDefinition definition = GrammarDefinition.FromJsonSchema(schema);
        Assert.All(matching.Split('|'), text => Assert.True(ByteVocabulary.Matches(definition, text), text));
        Assert.All(others.Split('|'), text => Assert.False(ByteVocabulary.Matches(definition, text), text));
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "#: a schema is an object or true or false")]
    [InlineData("false", "no value is valid")]
    [InlineData("""{"type":"text"}""", "no type 'text'")]
    [InlineData("""{"not":{}}""", "not cannot be expressed")]
    [InlineData("""{"type":"array","uniqueItems":true}""", "uniqueItems cannot be expressed")]
    [InlineData("""{"type":"object","patternProperties":{"^a":{}}}""", "patternProperties cannot be expressed")]
    [InlineData("""{"$ref":"http://example.com/x"}""", "leads to another document")]
    [InlineData("""{"$ref":"#/$defs/x"}""", "leads nowhere")]
    [InlineData("""{"$ref":"#"}""", "begins with itself")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}""", "no text of finite length")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "may be valid by both 0 and 1 of oneOf")]
    [InlineData("""{"type":"integer","multipleOf":3}""", "multipleOf cannot be expressed")]
    [InlineData("""{"type":"integer","minimum":5,"maximum":3}""", "no value is valid")]
    [InlineData("""{"type":"string","pattern":"(?=a)b"}""", "pattern, character 3: looking ahead")]
    [InlineData("""{"type":"string","pattern":"(a"}""", "')' is missing")]
    [InlineData("""{"type":"string","pattern":"^(ab)+$","maxLength":5}""", "cannot be expressed")]
    [InlineData("""{"type":"string","minLength":-1}""", "minLength is -1")]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"array","items":{"if":{}}}}}""",
        "#/properties/a/items: if cannot be expressed"
    )]
    public void A_schema_that_cannot_be_expressed_is_refused(string schema, string message)
    {
        GrammarException refusal = Assert.Throws<GrammarException>(() => GrammarDefinition.FromJsonSchema(schema));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}

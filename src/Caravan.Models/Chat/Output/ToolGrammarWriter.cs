// Writes grammars of calls.
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caravan.Models.Chat.Output;

/// <summary>Builds one grammar for one form and some tools.</summary>
internal sealed class ToolGrammarWriter(ChatOutputFormat format, ToolGrammarOptions options)
{
    private const string TextValue = "text-value";
    private readonly CallLayout layout = CallLayout.Of(format.Calls);
    private readonly Dictionary<string, string> schemas = [];
    private readonly StringBuilder rules = new();
    private string thoughts = "";
    private bool hasTextValue;

    /// <summary>The grammar.</summary>
    public ToolGrammar Write(IReadOnlyList<ChatTool> tools)
    {
        bool several = options.AllowsSeveral && layout.Between is not null;
        string more = several ? $" ({layout.Between} call)*" : "";
        rules.Append($"root ::= {Reasoning()}{layout.Open} call{more} {layout.Close}\n");
        rules.Append($"call ::= {string.Join(" | ", tools.Select((_, index) => $"call-{index}"))}\n");
        for (int i = 0; i < tools.Count; i++)
        {
            string name = GbnfText.Literal(tools[i].Name);
            string arguments = Arguments(tools[i], i);
            rules.Append(
                $"call-{i} ::= {layout.BeforeName} {name} {layout.BeforeArguments} {arguments} {layout.AfterArguments}\n"
            );
        }

        rules.Append(thoughts);
        if (hasTextValue)
        {
            rules.Append(GbnfText.Until(TextValue, layout.Pairs!.End));
        }

        return new ToolGrammar(rules.ToString(), schemas, options.IsRequired ? [] : [layout.Trigger]);
    }

    /// <summary>Reasoning before a call that must come.</summary>
    private string Reasoning()
    {
        if (!options.IsRequired)
        {
            return "";
        }

        if (format.Calls == ToolCallSyntax.Harmony)
        {
            return $"({Thought("<|channel|>analysis<|message|>", "<|end|>")} {GbnfText.Literal("<|start|>assistant")})? ";
        }

        if (format.Reasoning is not { } tags)
        {
            return "";
        }

        const string Space = "[ \\n]{0,4}";
        return options.BeginsInReasoning
            ? $"{Thought("", tags.Close)} {Space} "
            : $"({Thought(tags.Open, tags.Close)} {Space})? ";
    }

    private string Thought(string open, string close)
    {
        thoughts = GbnfText.Until("thought", close);
        return $"{GbnfText.Literal(open)} thought";
    }

    private string Arguments(ChatTool tool, int index)
    {
        if (layout.Pairs is not { } pairs)
        {
            return Schema($"arguments-{index}", string.IsNullOrWhiteSpace(tool.Parameters) ? "{}" : tool.Parameters);
        }

        JsonObject? schema = TryParse(tool.Parameters);
        if (schema?["properties"] is not JsonObject properties)
        {
            hasTextValue = true;
            return $"({GbnfText.Literal(pairs.BeforeKey)} [a-zA-Z0-9_-]{{1,64}} {GbnfText.Literal(pairs.BeforeValue)} {TextValue} {GbnfText.Literal(PairLayout.Between)})*";
        }

        StringBuilder all = new("\"\"");
        int number = 0;
        foreach ((string key, JsonNode? property) in properties)
        {
            string value = Value(schema, property, $"value-{index}-{number++}", pairs);
            string before = GbnfText.Literal(pairs.BeforeKey + key + pairs.BeforeValue);
            all.Append($" ({before} {value}){(IsRequired(schema, key) ? "" : "?")}");
        }

        return all.ToString();
    }

    private string Value(JsonObject schema, JsonNode? property, string rule, PairLayout pairs)
    {
        string after = GbnfText.Literal(pairs.BeforeEnd + pairs.End + PairLayout.Between);
        if (property is not JsonObject described)
        {
            return $"{Schema(rule, "true")} {after}";
        }

        bool isText = described["type"] is JsonValue type && type.TryGetValue(out string? name) && name == "string";
        if (isText && described["enum"] is JsonArray values)
        {
            IEnumerable<string> texts = values.Select(value => GbnfText.Literal(value?.ToString() ?? ""));
            return $"({string.Join(" | ", texts)}) {after}";
        }

        if (isText)
        {
            hasTextValue = true;
            return $"{TextValue} {GbnfText.Literal(PairLayout.Between)}";
        }

        JsonObject alone = (JsonObject)described.DeepClone();
        foreach (string definitions in (string[])["$defs", "definitions"])
        {
            if (schema[definitions] is { } shared && !alone.ContainsKey(definitions))
            {
                alone[definitions] = shared.DeepClone();
            }
        }

        return $"{Schema(rule, alone.ToJsonString())} {after}";
    }

    private string Schema(string rule, string schema)
    {
        schemas.Add(rule, schema);
        return rule;
    }

    private static bool IsRequired(JsonObject schema, string key) =>
        schema["required"] is JsonArray required
        && required.Any(item => item is JsonValue value && value.TryGetValue(out string? name) && name == key);

    private static JsonObject? TryParse(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            // Whoever reads the schemas says what is wrong; here any arguments are allowed.
            return null;
        }
    }
}

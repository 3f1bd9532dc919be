// Makes a grammar of a JSON schema.
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>
/// Converts one schema. The grammar's texts are valid by the schema; it may allow fewer than the schema does: properties
/// come in the schema's order, and objects that name properties have no others unless additionalProperties asks for them.
/// </summary>
internal sealed class JsonSchemaConverter
{
    // An allOf or anyOf within another multiplies: no schema of use comes near.
    private const int MostVisits = 50_000;

    private static readonly string[] Refused =
    [
        "not",
        "if",
        "then",
        "else",
        "dependentSchemas",
        "dependentRequired",
        "dependencies",
        "patternProperties",
        "propertyNames",
        "contains",
        "minContains",
        "maxContains",
        "$dynamicRef",
        "$recursiveRef",
    ];

    private readonly List<GrammarRule> rules = [];
    private readonly Dictionary<string, int> references = [];
    private readonly SchemaResolver resolver;
    private int anyValue = -1;
    private int depth;
    private int visits;

    private JsonSchemaConverter(JsonNode root) => resolver = new SchemaResolver(root);

    /// <summary>The rules of a schema and the index of the first.</summary>
    /// <exception cref="GrammarException">It is no schema, or says what a grammar cannot.</exception>
    public static (IReadOnlyList<GrammarRule> Rules, int Root) Convert(string text)
    {
        if (text.Length > GrammarLimits.TextLength)
        {
            throw new GrammarException(
                $"the JSON schema has {text.Length} characters; at most {GrammarLimits.TextLength} are read"
            );
        }

        JsonNode? root;
        try
        {
            root = JsonNode.Parse(
                text,
                null,
                new JsonDocumentOptions { MaxDepth = GrammarLimits.Depth, AllowDuplicateProperties = false }
            );
        }
        catch (JsonException problem)
        {
            throw new GrammarException("the JSON schema is no JSON: " + problem.Message.ReplaceLineEndings(" "));
        }

        SchemaNode place = new([], "#");
        JsonSchemaConverter converter = new(root ?? throw place.Error("a schema is an object or true or false"));
        int start = converter.AddRule(
            "root",
            converter.Visit(root, "#") ?? throw place.Error("no value is valid by it")
        );
        return (converter.rules, start);
    }

    /// <summary>A rule of its own for an expression.</summary>
    public int AddRule(string name, GrammarExpression body)
    {
        if (rules.Count >= GrammarLimits.Rules)
        {
            throw new GrammarException($"the JSON schema is too large: it makes more than {GrammarLimits.Rules} rules");
        }

        rules.Add(new GrammarRule(name, body));
        return rules.Count - 1;
    }

    /// <summary>The texts of the values that a schema allows; null for none.</summary>
    public GrammarExpression? Visit(JsonNode? schema, string path)
    {
        SchemaNode place = new([], path);
        if (++visits > MostVisits || ++depth > GrammarLimits.Depth)
        {
            throw place.Error("the schema is too large or nested too deep");
        }

        GrammarExpression? expression = schema switch
        {
            JsonObject keywords => VisitObject(new SchemaNode(keywords, path)),
            JsonValue value when value.TryGetValue(out bool allows) => allows ? AnyValue() : null,
            _ => throw place.Error("a schema is an object or true or false"),
        };
        depth--;
        return expression;
    }

    /// <summary>Any JSON value.</summary>
    public GrammarExpression AnyValue()
    {
        if (anyValue < 0)
        {
            anyValue = AddRule("value", JsonGrammar.Text(""));
            SchemaNode open = new([], "#");
            GrammarExpression?[] types = [.. SchemaTypes.All.Select(type => OfType(open, type))];
            rules[anyValue] = new GrammarRule("value", JsonGrammar.Choice([.. types.OfType<GrammarExpression>()]));
        }

        return new RuleExpression(anyValue);
    }

    /// <summary>What a schema says once its reference is followed; itself where it has none.</summary>
    public JsonNode? Followed(JsonNode? schema, string path)
    {
        for (int steps = 0; schema is JsonObject keywords && keywords.ContainsKey("$ref"); steps++)
        {
            SchemaNode node = new(keywords, path);
            if (steps > GrammarLimits.Depth)
            {
                throw node.Error("$ref leads in a circle");
            }

            JsonNode? target = resolver.Find(node.Text("$ref")!, node);
            SchemaNode rest = node.Without("$ref");
            schema = Asserts(rest) ? SchemaMerger.Merge(target, rest.Keywords, node) : target;
        }

        return schema;
    }

    private static bool Asserts(SchemaNode schema) =>
        schema.Keywords.Any(entry => !SchemaMerger.IsAnnotation(entry.Key));

    private GrammarExpression? VisitObject(SchemaNode schema)
    {
        foreach (string keyword in Refused)
        {
            if (schema.Has(keyword))
            {
                throw schema.Error($"{keyword} cannot be expressed by a grammar");
            }
        }

        if (schema.Text("$ref") is string reference)
        {
            return Asserts(schema.Without("$ref"))
                ? Visit(Followed(schema.Keywords, schema.Path), schema.Path)
                : Refer(reference, schema);
        }

        foreach (string keyword in (string[])["anyOf", "oneOf"])
        {
            if (schema.Has(keyword))
            {
                return Union(schema, keyword);
            }
        }

        if (schema.Has("allOf"))
        {
            JsonNode? merged = schema.Without("allOf").Keywords;
            foreach (JsonNode? part in schema.List("allOf"))
            {
                merged = SchemaMerger.Merge(merged, Followed(part, schema.Path + "/allOf"), schema);
            }

            return Visit(merged, schema.Path);
        }

        return schema.Has("enum") || schema.Has("const") ? Listed(schema) : ByType(schema);
    }

    private RuleExpression Refer(string reference, SchemaNode schema)
    {
        JsonNode? target = resolver.Find(reference, schema);
        if (!references.TryGetValue(reference, out int rule))
        {
            rule = AddRule(reference, JsonGrammar.Text(""));
            references.Add(reference, rule);
            // A choice of nothing has no text; a required reference to it is found out by the checks.
            GrammarExpression? body = Visit(target, reference);
            rules[rule] = new GrammarRule(reference, body ?? throw schema.Error($"no value is valid by '{reference}'"));
        }

        return new RuleExpression(rule);
    }

    private GrammarExpression? Union(SchemaNode schema, string keyword)
    {
        SchemaNode rest = schema.Without(keyword);
        bool asserts = Asserts(rest);
        List<JsonNode?> branches = [];
        foreach (JsonNode? branch in schema.List(keyword))
        {
            branches.Add(asserts ? SchemaMerger.Merge(rest.Keywords, Followed(branch, schema.Path), schema) : branch);
        }

        if (keyword == "oneOf")
        {
            RefuseOverlap(schema, branches);
        }

        List<GrammarExpression> alternatives = [];
        for (int i = 0; i < branches.Count; i++)
        {
            if (Visit(branches[i], $"{schema.Path}/{keyword}/{i}") is GrammarExpression alternative)
            {
                alternatives.Add(alternative);
            }
        }

        return alternatives.Count == 0 ? null : JsonGrammar.Choice([.. alternatives]);
    }

    private void RefuseOverlap(SchemaNode schema, List<JsonNode?> branches)
    {
        SchemaOverlap overlap = new(this);
        for (int i = 0; i < branches.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (!overlap.AreDisjoint(branches[j], branches[i], schema.Path))
                {
                    throw schema.Error(
                        $"a value may be valid by both {j} and {i} of oneOf, which a grammar cannot rule out: use anyOf, or "
                            + "give them a required property with different constants"
                    );
                }
            }
        }
    }

    private static GrammarExpression? Listed(SchemaNode schema)
    {
        IReadOnlyList<JsonNode?> values = schema.Has("enum") ? schema.List("enum") : [schema["const"]];
        if (schema.Has("enum") && schema.Has("const"))
        {
            values = [.. values.Where(value => JsonNode.DeepEquals(value, schema["const"]))];
        }

        foreach ((string key, _) in schema.Keywords)
        {
            if (key is not ("enum" or "const" or "type" or "nullable" or "format") && !SchemaMerger.IsAnnotation(key))
            {
                throw schema.Error($"{key} beside enum or const cannot be expressed: leave out the values it forbids");
            }
        }

        IReadOnlyList<string>? types = schema.Has("type") ? SchemaTypes.Of(schema) : null;
        GrammarExpression[] texts =
        [
            .. values
                .Where(value => types is null || types.Any(type => SchemaTypes.IsOf(value, type)))
                .Select(JsonGrammar.Value),
        ];
        return texts.Length == 0 ? null : JsonGrammar.Choice(texts);
    }

    private GrammarExpression? ByType(SchemaNode schema)
    {
        if (SchemaTypes.Of(schema) is not IReadOnlyList<string> types)
        {
            return AnyValue();
        }

        GrammarExpression[] alternatives = [.. types.Select(type => OfType(schema, type)).OfType<GrammarExpression>()];
        return alternatives.Length == 0 ? null : JsonGrammar.Choice(alternatives);
    }

    private GrammarExpression? OfType(SchemaNode schema, string type) =>
        type switch
        {
            "object" => new SchemaObjects(this).Convert(schema),
            "array" => new SchemaArrays(this).Convert(schema),
            "string" => SchemaStrings.Convert(schema),
            "integer" or "number" => SchemaNumbers.Convert(schema, type == "integer"),
            "boolean" => JsonGrammar.Choice(JsonGrammar.Text("true"), JsonGrammar.Text("false")),
            _ => JsonGrammar.Text("null"),
        };
}

// Objects of a JSON schema.
using System.Text.Json.Nodes;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Converts schemas of objects: properties in the schema's order, optional ones there or not.</summary>
internal sealed class SchemaObjects(JsonSchemaConverter converter)
{
    /// <summary>The objects that a schema allows; null for none.</summary>
    public GrammarExpression? Convert(SchemaNode schema)
    {
        IReadOnlyList<string> required = schema.Texts("required");
        GrammarExpression? additional = Additional(schema);
        List<(GrammarExpression Member, bool IsRequired)> members = [];
        foreach ((string name, JsonNode? property) in schema.Members("properties"))
        {
            bool isRequired = required.Contains(name);
            if (converter.Visit(property, $"{schema.Path}/properties/{name}") is GrammarExpression value)
            {
                members.Add((Member(schema, name, value), isRequired));
            }
            else if (isRequired)
            {
                return null;
            }
        }

        IEnumerable<string> names = schema.Members("properties").Select(member => member.Key);
        foreach (string name in required.Except(names))
        {
            // Without a word about others, a required property that is not described may have any value.
            GrammarExpression? value = schema.Has("additionalProperties") ? additional : converter.AnyValue();
            if (value is null)
            {
                return null;
            }

            members.Add((Member(schema, name, value), true));
        }

        GrammarExpression? other = additional is null ? null : OtherMember(schema, names.Union(required), additional);
        (int least, int? most) = OtherCounts(schema, members, other is not null);
        if (most < least || (other is null && least > 0))
        {
            return null;
        }

        return JsonGrammar.Sequence(
            JsonGrammar.Text("{"),
            JsonGrammar.Space,
            Content(schema, members, other, least, most),
            JsonGrammar.Space,
            JsonGrammar.Text("}")
        );
    }

    private GrammarExpression? Additional(SchemaNode schema)
    {
        foreach (string keyword in (string[])["additionalProperties", "unevaluatedProperties"])
        {
            if (schema.Has(keyword))
            {
                return converter.Visit(schema[keyword], $"{schema.Path}/{keyword}");
            }
        }

        return schema.Members("properties").Count == 0 && schema.Texts("required").Count == 0
            ? converter.AnyValue()
            : null;
    }

    private RuleExpression Member(SchemaNode schema, string name, GrammarExpression value) =>
        new(converter.AddRule($"{schema.Path}/{name}", Pair(JsonGrammar.String(name), value)));

    private RuleExpression OtherMember(SchemaNode schema, IEnumerable<string> names, GrammarExpression value) =>
        new(
            converter.AddRule(
                schema.Path + "/*",
                Pair(JsonGrammar.Quoted(OtherKeys.Convert([.. names], schema)), value)
            )
        );

    private static GrammarExpression Pair(GrammarExpression key, GrammarExpression value) =>
        JsonGrammar.Sequence(key, JsonGrammar.Text(":"), JsonGrammar.Space, value);

    /// <summary>How many properties there may be that the schema does not name.</summary>
    private static (int Least, int? Most) OtherCounts(
        SchemaNode schema,
        List<(GrammarExpression Member, bool IsRequired)> members,
        bool hasOthers
    )
    {
        int least = schema.Count("minProperties") ?? 0;
        int? most = schema.Count("maxProperties");
        if (members.Count == 0)
        {
            // Others may repeat a key, which counts once: a least number above 1 cannot be kept.
            return least <= 1
                ? (least, most)
                : throw schema.Error("minProperties above 1 without required ones cannot be expressed");
        }

        int needed = members.Count(member => member.IsRequired);
        if (needed < least || (most is int limit && (members.Count > limit || hasOthers)))
        {
            throw schema.Error("minProperties and maxProperties beside optional properties cannot be expressed");
        }

        return (0, null);
    }

    /// <summary>
    /// What stands between the braces. After the first member every other one brings its comma, so a rule for each place
    /// says what may follow it.
    /// </summary>
    private GrammarExpression Content(
        SchemaNode schema,
        List<(GrammarExpression Member, bool IsRequired)> members,
        GrammarExpression? other,
        int least,
        int? most
    )
    {
        GrammarExpression rest = other is null
            ? JsonGrammar.Text("")
            : JsonGrammar.Repeat(JsonGrammar.Sequence(JsonGrammar.Comma, other), 0, null);
        GrammarExpression[] after = new GrammarExpression[members.Count + 1];
        after[members.Count] = rest;
        for (int i = members.Count - 1; i >= 0; i--)
        {
            GrammarExpression taken = JsonGrammar.Sequence(JsonGrammar.Comma, members[i].Member, after[i + 1]);
            GrammarExpression here = members[i].IsRequired ? taken : JsonGrammar.Choice(taken, after[i + 1]);
            after[i] = new RuleExpression(converter.AddRule($"{schema.Path}, from property {i}", here));
        }

        List<GrammarExpression> beginnings = [];
        foreach ((GrammarExpression member, bool isRequired) in members)
        {
            beginnings.Add(JsonGrammar.Sequence(member, after[beginnings.Count + 1]));
            if (isRequired)
            {
                return JsonGrammar.Choice([.. beginnings]);
            }
        }

        beginnings.Add(other is null ? JsonGrammar.Text("") : JsonGrammar.List(other, least, most));
        return JsonGrammar.Choice([.. beginnings]);
    }
}

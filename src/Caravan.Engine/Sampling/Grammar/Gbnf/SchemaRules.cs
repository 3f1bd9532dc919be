// Rules of a grammar that JSON schemas give.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Adds the rules of schemas to those of a grammar's text.</summary>
internal static class SchemaRules
{
    /// <summary>Gives bodies to the rules that the text uses but does not define.</summary>
    /// <param name="rules">The rules so far; a body is null where the text has none.</param>
    /// <param name="indices">The rules' places by name.</param>
    /// <param name="schemas">JSON schemas by the names of the rules.</param>
    /// <exception cref="GrammarException">A schema is refused, or there are too many rules.</exception>
    public static void Add(
        List<(string Name, int FirstUse, GrammarExpression? Body)> rules,
        Dictionary<string, int> indices,
        IReadOnlyDictionary<string, string> schemas
    )
    {
        foreach ((string name, string schema) in schemas)
        {
            if (!indices.TryGetValue(name, out int index) || rules[index].Body is not null)
            {
                continue;
            }

            (IReadOnlyList<GrammarRule> more, int root) = JsonSchemaConverter.Convert(schema);
            int offset = rules.Count;
            if (offset + more.Count > GrammarLimits.Rules)
            {
                throw new GrammarException($"the JSON schemas make more than {GrammarLimits.Rules} rules");
            }

            rules[index] = rules[index] with { Body = new RuleExpression(root + offset) };
            rules.AddRange(more.Select(rule => (rule.Name, 0, (GrammarExpression?)RuleOffset.Add(rule.Body, offset))));
        }
    }
}

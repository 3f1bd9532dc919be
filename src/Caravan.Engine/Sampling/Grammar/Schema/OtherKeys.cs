// Keys of an object that a schema does not name.
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>The keys, written without escapes, that are none of given names.</summary>
internal static class OtherKeys
{
    private const int LongestName = 256;

    /// <summary>The contents of the keys.</summary>
    public static GrammarExpression Convert(IReadOnlyList<string> names, SchemaNode schema)
    {
        if (names.Any(name => name.Length > LongestName))
        {
            throw schema.Error(
                $"additionalProperties beside a name of more than {LongestName} characters cannot be expressed"
            );
        }

        return After([.. names.Select(name => name.EnumerateRunes().ToArray())], 0);
    }

    private static GrammarExpression After(Rune[][] names, int depth)
    {
        GrammarExpression plain = new CharacterExpression(JsonGrammar.Plain);
        if (names.Length == 0)
        {
            return JsonGrammar.Repeat(plain, 0, null);
        }

        IGrouping<Rune, Rune[]>[] next =
        [
            .. names
                .Where(name => name.Length > depth)
                .GroupBy(name => name[depth])
                .Where(group => JsonGrammar.Plain.Contains(group.Key)),
        ];
        CharacterSet known = CharacterSet.Of(next.Select(group => (group.Key.Value, group.Key.Value)));
        List<GrammarExpression> alternatives =
        [
            JsonGrammar.Sequence(
                new CharacterExpression(JsonGrammar.Plain.Except(known)),
                JsonGrammar.Repeat(plain, 0, null)
            ),
            .. next.Select(group =>
                JsonGrammar.Sequence(JsonGrammar.Text(group.Key.ToString()), After([.. group], depth + 1))
            ),
        ];
        if (names.All(name => name.Length != depth))
        {
            alternatives.Add(JsonGrammar.Text(""));
        }

        return JsonGrammar.Choice([.. alternatives]);
    }
}

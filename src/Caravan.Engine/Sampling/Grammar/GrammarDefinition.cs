// A grammar, read and checked as far as it can be without a vocabulary.
using System.Text.Json.Nodes;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A grammar that texts can be held to: the texts of its first rule. Immutable.</summary>
public sealed class GrammarDefinition
{
    private static readonly Lazy<GrammarDefinition> JsonObject = new(() => FromJsonSchema("""{"type":"object"}"""));

    private GrammarDefinition(string key, IReadOnlyList<GrammarRule> rules, int root)
    {
        Key = key;
        Rules = rules;
        Root = root;
    }

    /// <summary>Any JSON object.</summary>
    public static GrammarDefinition AnyJsonObject => JsonObject.Value;

    /// <summary>Tells grammars of different texts apart.</summary>
    internal string Key { get; }

    /// <summary>The rules.</summary>
    internal IReadOnlyList<GrammarRule> Rules { get; }

    /// <summary>The index of the rule that the whole text must match.</summary>
    internal int Root { get; }

    /// <summary>Reads a grammar in llama.cpp's form (GBNF).</summary>
    /// <exception cref="GrammarException">It is refused; the message says where and why, in one line.</exception>
    public static GrammarDefinition FromGbnf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        (IReadOnlyList<GrammarRule> rules, int root) = new GbnfParser(text).Parse();
        return Checked(new GrammarDefinition("gbnf\n" + text, rules, root));
    }

    /// <summary>Reads a grammar in llama.cpp's form some of whose rules are given by JSON schemas.</summary>
    /// <param name="text">The grammar, which does not define these rules.</param>
    /// <param name="schemas">The schemas by the names of the rules.</param>
    /// <exception cref="GrammarException">The grammar or a schema is refused.</exception>
    public static GrammarDefinition FromGbnf(string text, IReadOnlyDictionary<string, string> schemas)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(schemas);
        (IReadOnlyList<GrammarRule> rules, int root) = new GbnfParser(text).Parse(schemas);
        string key = string.Join('\n', schemas.Select(entry => $"{entry.Key} {entry.Value}").Prepend(text));
        return Checked(new GrammarDefinition("gbnf with schemas\n" + key, rules, root));
    }

    /// <summary>The grammar of the JSON texts that a JSON schema allows.</summary>
    /// <exception cref="GrammarException">It is no schema, or says what a grammar cannot.</exception>
    public static GrammarDefinition FromJsonSchema(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        (IReadOnlyList<GrammarRule> rules, int root) = JsonSchemaConverter.Convert(schema);
        return Checked(new GrammarDefinition("schema\n" + schema, rules, root));
    }

    /// <summary>The grammar of the JSON texts that a JSON schema allows.</summary>
    /// <exception cref="GrammarException">It is no schema, or says what a grammar cannot.</exception>
    public static GrammarDefinition FromJsonSchema(JsonNode schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return FromJsonSchema(schema.ToJsonString());
    }

    /// <summary>Compiles once without a vocabulary, so that what is wrong is said before a model is loaded.</summary>
    private static GrammarDefinition Checked(GrammarDefinition definition)
    {
        _ = GrammarProgram.Build(definition, TokenNames.None);
        return definition;
    }
}

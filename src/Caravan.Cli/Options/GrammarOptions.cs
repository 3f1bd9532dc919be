// Options that hold the text to a grammar.
namespace Caravan.Cli.Options;

/// <summary>Grammars and JSON schemas, in llama.cpp's spellings; the last one counts.</summary>
internal static class GrammarOptions
{
    internal static readonly ValueOption<string> Grammar = Text(
        "--grammar",
        "GRAMMAR",
        "grammar (GBNF) that the text must match"
    );

    internal static readonly ValueOption<string> GrammarFile = Text(
        "--grammar-file",
        "FNAME",
        "file with a grammar that the text must match"
    );

    internal static readonly ValueOption<string> Schema = Text(
        "-j --json-schema",
        "SCHEMA",
        "JSON schema that the text must be valid by; {} = any JSON"
    );

    internal static readonly ValueOption<string> SchemaFile = Text(
        "-jf --json-schema-file",
        "FNAME",
        "file with a JSON schema that the text must be valid by"
    );

    internal static readonly OptionDefinition[] All = [Grammar, GrammarFile, Schema, SchemaFile];

    private static ValueOption<string> Text(string names, string placeholder, string help) =>
        new(names, placeholder, ValueParsers.Text, "", help);
}

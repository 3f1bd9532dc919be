// Makes a grammar of a command line.
using Caravan.Engine.Sampling.Grammar;

namespace Caravan.Cli.Options;

/// <summary>Reads <see cref="GrammarOptions"/>.</summary>
internal static class GrammarReader
{
    // Longer than any grammar that is accepted: what is larger is refused before it is read.
    private const long MostBytes = 16 << 20;

    /// <summary>The grammar that the text must match; null for none.</summary>
    /// <exception cref="UsageException">It is refused.</exception>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    internal static GrammarConstraint? Read(OptionValues values)
    {
        OptionDefinition? source = values.LastOf(GrammarOptions.All);
        if (source is not ValueOption<string> option)
        {
            return null;
        }

        string text = values.Get(option);
        text = source == GrammarOptions.GrammarFile || source == GrammarOptions.SchemaFile ? ReadFile(text) : text;
        bool isSchema = source == GrammarOptions.Schema || source == GrammarOptions.SchemaFile;
        try
        {
            return new GrammarConstraint(
                isSchema ? GrammarDefinition.FromJsonSchema(text) : GrammarDefinition.FromGbnf(text)
            );
        }
        catch (GrammarException problem)
        {
            throw new UsageException($"{option.Names[0]}: {problem.Message}");
        }
    }

    private static string ReadFile(string path) =>
        new FileInfo(path) is { Exists: true, Length: > MostBytes }
            ? throw new IOException($"{path} is longer than {MostBytes} bytes, the most that a grammar may have")
            : File.ReadAllText(path);
}

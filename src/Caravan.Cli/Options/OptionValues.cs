// The options of one invocation, read and checked.
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Caravan.Cli.Options;

/// <summary>Values of options: from the command line, else from the environment, else the fallback.</summary>
internal sealed class OptionValues
{
    private readonly Dictionary<OptionDefinition, object> values = [];
    private readonly Dictionary<OptionDefinition, int> lastIndex = [];
    private readonly Dictionary<OptionDefinition, string> spellings = [];
    private readonly List<(string Name, string Reason)> withoutEffect = [];

    /// <summary>Options that were given and change nothing, as they were spelled, with the reason.</summary>
    internal IReadOnlyList<(string Name, string Reason)> WithoutEffect => withoutEffect;

    /// <summary>Reads all options of a parsed command line.</summary>
    /// <param name="parsed">Arguments in the form of <see cref="ArgumentNormalizer"/>.</param>
    /// <param name="options">The command's options and what they stand for.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="UsageException">A value cannot be right, or an option is refused.</exception>
    internal static OptionValues Read(
        ParseResult parsed,
        IEnumerable<(OptionDefinition Definition, Option Option)> options,
        Func<string, string?> environment
    )
    {
        OptionValues result = new();
        foreach ((OptionDefinition definition, Option option) in options)
        {
            if (parsed.GetResult(option) is { } given && given.Tokens.Count > 0)
            {
                string name = given.IdentifierToken?.Value ?? definition.Names[0];
                result.Add(definition, name, [.. given.Tokens.Select(t => ArgumentNormalizer.Value(t.Value))]);
                result.lastIndex[definition] = LastIndex(parsed.Tokens, definition);
            }
            else if (FromEnvironment(definition, environment) is var (variable, value))
            {
                result.Add(definition, $"{definition.Names[0]} (from {variable})", [value]);
            }
        }

        return result;
    }

    /// <summary>True when the option was given.</summary>
    internal bool Has(OptionDefinition option) => values.ContainsKey(option);

    /// <summary>How an option that was given was spelled.</summary>
    internal string SpellingOf(OptionDefinition option) => spellings[option];

    /// <summary>The value of an option.</summary>
    internal T Get<T>(ValueOption<T> option) => Get(option, option.Fallback);

    /// <summary>The value of an option, or the command's own fallback.</summary>
    internal T Get<T>(ValueOption<T> option, T fallback) =>
        values.TryGetValue(option, out object? value) ? (T)value : fallback;

    /// <summary>The value of a switch.</summary>
    internal bool Get(FlagOption option) => Get(option, option.Fallback);

    /// <summary>The value of a switch, or the command's own fallback.</summary>
    internal bool Get(FlagOption option, bool fallback) =>
        values.TryGetValue(option, out object? value) ? (bool)value : fallback;

    /// <summary>The values of an option that may be given several times.</summary>
    internal IReadOnlyList<T> Get<T>(ListOption<T> option) =>
        values.TryGetValue(option, out object? value) ? (T[])value : [];

    /// <summary>The one of several options that stands last on the command line; null when none was given.</summary>
    internal OptionDefinition? LastOf(params ReadOnlySpan<OptionDefinition> options)
    {
        OptionDefinition? last = null;
        foreach (OptionDefinition option in options)
        {
            if (
                lastIndex.TryGetValue(option, out int index)
                && (last is null || index > lastIndex.GetValueOrDefault(last, -1))
            )
            {
                last = option;
            }
        }

        return last;
    }

    private static int LastIndex(IReadOnlyList<Token> tokens, OptionDefinition definition)
    {
        for (int i = tokens.Count - 1; i >= 0; i--)
        {
            if (tokens[i].Type == TokenType.Option && definition.Names.Contains(tokens[i].Value))
            {
                return i;
            }
        }

        return -1;
    }

    private static (string Variable, string Value)? FromEnvironment(
        OptionDefinition definition,
        Func<string, string?> environment
    )
    {
        if (definition.NegativeEnvironment is { } negative && environment(negative) is not null)
        {
            return (negative, OptionDefinition.Off);
        }

        return definition.Environment is { } variable && environment(variable) is { } value ? (variable, value) : null;
    }

    private void Add(OptionDefinition definition, string name, string[] texts)
    {
        spellings[definition] = name;
        try
        {
            values[definition] = definition.Parse(texts);
        }
        catch (FormatException problem)
        {
            throw new UsageException($"{name}: {problem.Message}");
        }

        if (definition is InertOption inert && inert.IsWorthANote(texts))
        {
            withoutEffect.Add((name, inert.Help));
        }
    }
}

// Rewrites arguments into one unambiguous form, NAME==VALUE, before System.CommandLine sees them.
namespace Caravan.Cli.Options;

/// <summary>
/// llama.cpp takes whatever follows an option as its value, also <c>-1</c>, <c>@file</c> or another option's name, reads
/// <c>_</c> as <c>-</c> and has options with optional values. All that is settled here: each option leaves as one argument
/// <c>NAME==VALUE</c>. The first sign separates; the second keeps an empty value from being taken for a missing one.
/// </summary>
internal sealed class ArgumentNormalizer
{
    private const string Separator = "==";
    private readonly Dictionary<string, (OptionDefinition Definition, bool IsNegative)> names = new(
        StringComparer.Ordinal
    );
    private readonly string command;

    /// <summary>A normalizer of the options of one command.</summary>
    internal ArgumentNormalizer(string command, IEnumerable<OptionDefinition> definitions)
    {
        this.command = command;
        foreach (OptionDefinition definition in definitions)
        {
            foreach (string name in definition.Names)
            {
                names.Add(name, (definition, false));
            }

            foreach (string name in definition.Negatives)
            {
                names.Add(name, (definition, true));
            }
        }
    }

    /// <summary>The value that was written into <paramref name="token"/>.</summary>
    internal static string Value(string token) => token[1..];

    /// <summary>The arguments in normal form; arguments that are no options stay as they are.</summary>
    /// <exception cref="UsageException">An option is unknown or lacks its value.</exception>
    internal List<string> Normalize(ReadOnlySpan<string> arguments)
    {
        List<string> result = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (argument == "--")
            {
                result.AddRange(arguments[i..]);
                break;
            }

            if (!argument.StartsWith('-') || argument == "-")
            {
                result.Add(argument);
                continue;
            }

            (string name, string? value) = Split(argument);
            (OptionDefinition definition, bool isNegative) = names.TryGetValue(name, out var known)
                ? known
                : throw new UsageException($"unknown option {argument} (see {command} --help)");
            if (value is null)
            {
                bool takesValue = definition.Placeholder is not null && !isNegative;
                value =
                    isNegative ? OptionDefinition.Off
                    : !takesValue ? OptionDefinition.On
                    : FollowingValue(definition, arguments, ref i);
            }
            else if (isNegative)
            {
                throw new UsageException($"{name} takes no value, found '{value}'");
            }

            result.Add((isNegative ? definition.Key : name) + Separator + value);
        }

        return result;
    }

    private (string Name, string? Value) Split(string argument)
    {
        string name = Canonical(argument);
        if (names.ContainsKey(name))
        {
            return (name, null);
        }

        int sign = argument.IndexOf('=', StringComparison.Ordinal);
        return sign < 0 ? (name, null) : (Canonical(argument[..sign]), argument[(sign + 1)..]);
    }

    private static string Canonical(string name) =>
        name.StartsWith("--", StringComparison.Ordinal) ? name.Replace('_', '-') : name;

    private static string FollowingValue(OptionDefinition definition, ReadOnlySpan<string> arguments, ref int index)
    {
        bool follows = index + 1 < arguments.Length;
        if (definition.ValueWhenBare is not { } bare)
        {
            return follows
                ? arguments[++index]
                : throw new UsageException($"{arguments[index]} needs a value: {definition.Placeholder}");
        }

        bool taken =
            follows
            && (
                definition.Words.Count == 0
                || definition.Words.Contains(arguments[index + 1], StringComparer.OrdinalIgnoreCase)
            );
        return taken ? arguments[++index] : bare;
    }
}

// Reads values of options; messages say what was found and what is expected.
using System.Globalization;

namespace Caravan.Cli.Options;

/// <summary>Parsers of option values. All throw <see cref="FormatException"/> with a message that completes "NAME: ...".</summary>
internal static class ValueParsers
{
    /// <summary>Words for on, off and automatic, as llama.cpp reads them.</summary>
    internal static readonly string[] SwitchWords =
    [
        "on",
        "off",
        "auto",
        "1",
        "0",
        "-1",
        "true",
        "false",
        "enabled",
        "disabled",
    ];

    /// <summary>The text itself.</summary>
    internal static string Text(string text) => text;

    /// <summary>A whole number of 32 bits.</summary>
    internal static int Integer(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new FormatException($"'{text}' is no whole number (of 32 bits)");

    /// <summary>A parser of whole numbers from <paramref name="least"/> to <paramref name="most"/>.</summary>
    internal static Func<string, int> Integer(int least, int most) =>
        text =>
            Integer(text) is var value && value >= least && value <= most
                ? value
                : throw new FormatException(
                    most == int.MaxValue
                        ? $"{text} is out of range, expected {least} or more"
                        : $"{text} is out of range, expected {least} to {most}"
                );

    /// <summary>A whole number of 64 bits.</summary>
    internal static long Long(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new FormatException($"'{text}' is no whole number (of 64 bits)");

    /// <summary>Bytes, given in MiB or with K, M, G or T behind the number (powers of 1024).</summary>
    internal static long Size(string text)
    {
        const long Unit = 1024;
        (int length, long unit) =
            text.Length == 0
                ? (0, 0L)
                : char.ToUpperInvariant(text[^1]) switch
                {
                    'K' => (text.Length - 1, Unit),
                    'M' => (text.Length - 1, Unit * Unit),
                    'G' => (text.Length - 1, Unit * Unit * Unit),
                    'T' => (text.Length - 1, Unit * Unit * Unit * Unit),
                    _ => (text.Length, Unit * Unit),
                };
        return
            long.TryParse(text.AsSpan(0, length), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            && count <= long.MaxValue / unit
            ? count * unit
            : throw new FormatException($"'{text}' is no size such as 2000 (MiB), 512M or 20G");
    }

    /// <summary>A finite decimal number.</summary>
    internal static float Number(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw new FormatException($"'{text}' is no finite number");

    /// <summary>A seed; negative ones count from the top, so that -1 is the one that stands for a random seed.</summary>
    internal static uint Seed(string text) =>
        Long(text) is var value and >= int.MinValue and <= uint.MaxValue
            ? unchecked((uint)value)
            : throw new FormatException($"{text} is out of range, expected 32 bits");

    /// <summary>On or off.</summary>
    internal static bool Switch(string text) =>
        SwitchOrAuto(text) ?? throw new FormatException($"'{text}' is neither on nor off");

    /// <summary>On, off, or null for automatic.</summary>
    internal static bool? SwitchOrAuto(string text) =>
        text.ToLowerInvariant() switch
        {
            "on" or "1" or "true" or "enabled" => true,
            "off" or "0" or "false" or "disabled" => false,
            "auto" or "-1" => null,
            _ => throw new FormatException($"'{text}' is none of on, off, auto, 1, 0"),
        };

    /// <summary>A parser of one of several words.</summary>
    internal static Func<string, T> OneOf<T>(params (string Word, T Value)[] choices) =>
        text =>
        {
            int index = Array.FindIndex(choices, c => c.Word.Equals(text, StringComparison.OrdinalIgnoreCase));
            return index >= 0
                ? choices[index].Value
                : throw new FormatException(
                    $"'{text}' is none of {string.Join(", ", choices.Select(choice => choice.Word))}"
                );
        };
}

// Reads numbers as llama-bench takes them: lists and ranges.
using System.Globalization;

namespace Caravan.Cli.Options;

/// <summary>Lists such as <c>512</c>, <c>1,2,8</c>, <c>128-512+128</c> and <c>1-64*2</c>.</summary>
internal static class RangeText
{
    // What a single option may mean to run at the most; a step that was forgotten makes far more.
    private const int MostNumbers = 10_000;

    /// <summary>A parser of lists of numbers from <paramref name="least"/> to <paramref name="most"/>.</summary>
    internal static Func<string, int[]> Of(int least, int most) => text => Read(text, least, most);

    private static int[] Read(string text, int least, int most)
    {
        List<int> numbers = [];
        // A comma at the end is no number, as in llama-bench.
        string list = text.EndsWith(',') ? text[..^1] : text;
        foreach (string part in list.Split(','))
        {
            Add(numbers, part, text);
        }

        foreach (int number in numbers.Where(number => number < least || number > most))
        {
            throw new FormatException($"{number} is out of range, expected {least} to {most}");
        }

        return [.. numbers];
    }

    private static void Add(List<int> numbers, string part, string text)
    {
        // The sign of a first number is no separator.
        int dash = part.IndexOf('-', Math.Min(1, part.Length));
        if (dash < 0)
        {
            numbers.Add(Number(part, text, NumberStyles.AllowLeadingSign));
            return;
        }

        int operation = part.IndexOfAny(['+', '*'], dash);
        int last = Number(operation < 0 ? part[(dash + 1)..] : part[(dash + 1)..operation], text, NumberStyles.None);
        int step = operation < 0 ? 1 : Number(part[(operation + 1)..], text, NumberStyles.None);
        bool multiplies = operation >= 0 && part[operation] == '*';
        for (
            long number = Number(part[..dash], text, NumberStyles.AllowLeadingSign);
            number <= last;
            number = Next(number, step, multiplies, part)
        )
        {
            numbers.Add((int)number);
            if (numbers.Count > MostNumbers)
            {
                throw new FormatException($"'{part}' are more than {MostNumbers} numbers");
            }
        }
    }

    private static long Next(long number, int step, bool multiplies, string part) =>
        (multiplies ? number * step : number + step) is var next && next > number
            ? next
            : throw new FormatException($"'{part}' never ends");

    private static int Number(string digits, string text, NumberStyles style) =>
        int.TryParse(digits, style, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException($"'{text}' is none of 512, 1,2,8, 128-512, 128-512+128, 1-64*2");
}

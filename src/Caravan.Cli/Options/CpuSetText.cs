// Reads sets of processors as llama.cpp takes them.
using System.Globalization;

namespace Caravan.Cli.Options;

/// <summary>Masks such as <c>0xF0</c> and ranges such as <c>4-7</c>, <c>-3</c> and <c>8-</c>.</summary>
internal static class CpuSetText
{
    // llama.cpp's own limit: 128 hexadecimal digits.
    private const int MostProcessors = 512;
    private const int BitsPerDigit = 4;

    /// <summary>The processors of a hexadecimal mask, the last digit being processors 0 to 3.</summary>
    /// <exception cref="FormatException">It is no mask, or an empty one.</exception>
    internal static int[] Mask(string text)
    {
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        if (digits.Length > MostProcessors / BitsPerDigit)
        {
            throw new FormatException($"a mask has {MostProcessors / BitsPerDigit} digits at the most");
        }

        List<int> processors = [];
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            if (
                !int.TryParse(
                    digits.AsSpan(i, 1),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out int digit
                )
            )
            {
                throw new FormatException($"'{text}' is no hexadecimal mask of processors, such as 0xF0 for 4 to 7");
            }

            for (int bit = 0; bit < BitsPerDigit; bit++)
            {
                if (((digit >> bit) & 1) != 0)
                {
                    processors.Add(((digits.Length - 1 - i) * BitsPerDigit) + bit);
                }
            }
        }

        return processors.Count > 0
            ? [.. processors]
            : throw new FormatException($"'{text}' names no processor; expected a mask such as 0xF0 for 4 to 7");
    }

    /// <summary>The processors of a range; an end that is left out is the first or the last there may be.</summary>
    /// <exception cref="FormatException">It is no range.</exception>
    internal static int[] Range(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        int first = 0;
        int last = MostProcessors - 1;
        bool isRange =
            dash >= 0
            && text.Length > 1
            && (dash == 0 || TryRead(text[..dash], out first))
            && (dash == text.Length - 1 || TryRead(text[(dash + 1)..], out last))
            && first <= last;
        return isRange
            ? [.. Enumerable.Range(first, last - first + 1)]
            : throw new FormatException(
                $"'{text}' is no range of processors from 0 to {MostProcessors - 1}, such as 4-7"
            );
    }

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < MostProcessors;
}

// The formats of strftime.
using System.Globalization;
using System.Text;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>Writes a time as C's strftime does in the C locale.</summary>
internal static class TimeFormat
{
    /// <summary>The text of <paramref name="time"/>.</summary>
    public static string Format(RenderState state, DateTimeOffset time, string format)
    {
        // A directive writes at most 24 characters.
        state.MakeText(format.Length * 12L);
        StringBuilder text = new();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            bool isBare = format[i + 1] == '-' && i + 2 < format.Length;
            i += isBare ? 2 : 1;
            string part = Part(state, time, format[i]);
            text.Append(
                isBare && part.Length > 1
                    ? part.TrimStart('0') is { Length: > 0 } bare
                        ? bare
                        : "0"
                    : part
            );
        }

        return text.ToString();
    }

    private static string Part(RenderState state, DateTimeOffset time, char directive) =>
        directive switch
        {
            'Y' => Text(time, "yyyy"),
            'y' => Text(time, "yy"),
            'm' => Text(time, "MM"),
            'd' => Text(time, "dd"),
            'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'B' => Text(time, "MMMM"),
            'b' or 'h' => Text(time, "MMM"),
            'A' => Text(time, "dddd"),
            'a' => Text(time, "ddd"),
            'H' => Text(time, "HH"),
            'I' => Text(time, "hh"),
            'M' => Text(time, "mm"),
            'S' => Text(time, "ss"),
            'p' => Text(time, "tt"),
            'f' => Text(time, "ffffff"),
            'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'F' => Text(time, "yyyy-MM-dd"),
            'D' or 'x' => Text(time, "MM/dd/yy"),
            'T' or 'X' => Text(time, "HH:mm:ss"),
            'R' => Text(time, "HH:mm"),
            'c' => Text(time, "ddd MMM ")
                + time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2)
                + Text(time, " HH:mm:ss yyyy"),
            'z' => Text(time, "zzz").Replace(":", "", StringComparison.Ordinal),
            'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'u' => (time.DayOfWeek == 0 ? 7 : (int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'Z' => "",
            '%' => "%",
            _ => throw state.Error($"found the time format %{directive}, which is not supported"),
        };

    private static string Text(DateTimeOffset time, string format) =>
        time.ToString(format, CultureInfo.InvariantCulture);
}

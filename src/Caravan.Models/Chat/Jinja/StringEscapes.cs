// Escapes in the strings of templates.
using System.Globalization;

namespace Caravan.Models.Chat.Jinja;

/// <summary>Escapes as Python writes them.</summary>
internal static class StringEscapes
{
    /// <summary>Reads what follows a backslash, which stands just before <paramref name="position"/>.</summary>
    /// <exception cref="JinjaSyntaxException">A code has too few hexadecimal digits.</exception>
    public static string Read(TemplateText source, ref int position)
    {
        string text = source.Text;
        char c = text[position++];
        int digits = c switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if (digits > 0)
        {
            ReadOnlySpan<char> code = text.AsSpan(position, Math.Min(digits, text.Length - position));
            if (
                code.Length < digits
                || !uint.TryParse(code, NumberStyles.AllowHexSpecifier, null, out uint value)
                || value > 0x10FFFF
            )
            {
                throw source.Syntax(position, $"found the escape \\{c}{code}; expected {digits} hexadecimal digits");
            }

            position += digits;
            return value is >= 0xD800 and < 0xE000 || value < 0x10000
                ? ((char)value).ToString()
                : char.ConvertFromUtf32((int)value);
        }

        return c switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            '\n' => "",
            '\\' or '\'' or '"' => c.ToString(),
            _ => $"\\{c}",
        };
    }
}

// Escape sequences in texts of the command line.
using System.Text;

namespace Caravan.Cli.Options;

/// <summary>
/// llama.cpp's escapes: \n \r \t \' \" \\ and \xHH (a byte, so that a text may hold any bytes). What is no escape stays as
/// it is.
/// </summary>
internal static class EscapeSequences
{
    /// <summary>The text that UTF-8 text with escapes stands for.</summary>
    internal static byte[] Process(ReadOnlySpan<byte> text)
    {
        List<byte> result = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Add(text[i]);
                continue;
            }

            i++;
            int simple = "nrt'\"\\"u8.IndexOf(text[i]);
            if (simple >= 0)
            {
                result.Add("\n\r\t'\"\\"u8[simple]);
            }
            else if (text[i] == 'x' && TryHexByte(text[(i + 1)..], out byte value))
            {
                result.Add(value);
                i += 2;
            }
            else
            {
                result.Add((byte)'\\');
                result.Add(text[i]);
            }
        }

        return [.. result];
    }

    /// <summary>The text that a text with escapes stands for; bytes that are no UTF-8 become U+FFFD.</summary>
    internal static string Process(string text) => Encoding.UTF8.GetString(Process(Encoding.UTF8.GetBytes(text)));

    private static bool TryHexByte(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        return text.Length >= 2
            && byte.TryParse(
                text[..2],
                System.Globalization.NumberStyles.AllowHexSpecifier,
                System.Globalization.CultureInfo.InvariantCulture,
                out value
            );
    }
}

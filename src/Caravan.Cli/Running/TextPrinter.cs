// Prints tokens as text as they come.
using Caravan.Cli.Terminal;
using Caravan.Models.Tokenizers;

namespace Caravan.Cli.Running;

/// <summary>Decodes tokens and writes what is complete to standard output at once.</summary>
internal sealed class TextPrinter(StandardOutput output, Tokenizer tokenizer, bool showSpecial)
{
    private readonly StreamingDecoder decoder = new(tokenizer, showSpecial);

    /// <summary>Prints a token and returns the text that it completed; valid until the next call.</summary>
    /// <param name="token">The token.</param>
    /// <param name="isVisible">False to decode without printing.</param>
    internal ReadOnlySpan<char> Print(int token, bool isVisible = true)
    {
        ReadOnlySpan<char> text = decoder.Append(token);
        if (isVisible)
        {
            output.Write(text);
        }

        return text;
    }

    /// <summary>Prints what is left of an unfinished character.</summary>
    internal void End() => output.Write(decoder.Flush());
}

// Finds the end of a JSON object or array in text that arrives in pieces.
namespace Caravan.Models.Chat.Output;

/// <summary>Counts brackets outside strings; looks at each character once.</summary>
internal sealed class JsonExtent
{
    private int depth;
    private bool isString;
    private bool isEscaped;

    /// <summary>Characters looked at.</summary>
    public int Length { get; private set; }

    /// <summary>True when the value is whole, as far as brackets tell.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Goes on with the text, of which this has seen the beginning; true when nothing more is to be seen.</summary>
    public bool Advance(ReadOnlySpan<char> text)
    {
        while (Length < text.Length && !IsComplete)
        {
            char c = text[Length];
            if (Length == 0 && c is not ('{' or '['))
            {
                return true;
            }

            Length++;
            Take(c);
        }

        return IsComplete;
    }

    private void Take(char c)
    {
        if (isString)
        {
            isString = isEscaped || c != '"';
            isEscaped = !isEscaped && c == '\\';
            return;
        }

        switch (c)
        {
            case '"':
                isString = true;
                break;
            case '{' or '[':
                depth++;
                break;
            case '}' or ']':
                IsComplete = --depth == 0;
                break;
        }
    }
}

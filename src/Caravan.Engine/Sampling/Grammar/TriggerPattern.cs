// A regular expression at whose match a lazy grammar begins.
using System.Text;
using System.Text.RegularExpressions;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>
/// A pattern over the bytes of the text so far, as in llama.cpp: a character of several bytes is as many characters of the
/// pattern. It is matched in linear time, so a hostile one costs no more than a long one. Safe for threads.
/// </summary>
public sealed class TriggerPattern
{
    private readonly Regex regex;

    private TriggerPattern(Regex regex) => this.regex = regex;

    /// <summary>Compiles a pattern in the syntax of JavaScript.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="isWhole">True when the whole text must match, false when any part of it may.</param>
    /// <exception cref="GrammarException">
    /// It is no pattern, looks ahead or behind, refers back, or is larger than the limits allow.
    /// </exception>
    public static TriggerPattern Parse(string pattern, bool isWhole)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.Length > GrammarLimits.PatternLength)
        {
            throw new GrammarException(
                $"a trigger pattern has {pattern.Length} characters, expected {GrammarLimits.PatternLength} at the most"
            );
        }

        string bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(pattern));
        string translated = Translate(bytes);
        try
        {
            return new TriggerPattern(
                new Regex(
                    isWhole ? $@"\A(?:{translated})\z" : translated,
                    RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
                    GrammarLimits.PatternTime
                )
            );
        }
        catch (RegexParseException problem)
        {
            throw new GrammarException($"trigger pattern '{pattern}': {problem.Error} at {problem.Offset}");
        }
        catch (NotSupportedException)
        {
            throw new GrammarException(
                $"trigger pattern '{pattern}' cannot be matched in linear time: it looks ahead or behind, refers back, is "
                    + "atomic or repeats too much; what follows a trigger belongs into the grammar"
            );
        }
    }

    /// <summary>Where the text of the grammar begins: the first group that is not empty, else the match; -1 without one.</summary>
    /// <param name="text">The text, a byte each character.</param>
    /// <param name="from">Where a match may begin; what stands before is only its neighbour.</param>
    /// <exception cref="GrammarException">It takes too long.</exception>
    public int Find(ReadOnlySpan<char> text, int from)
    {
        try
        {
            // Asking first makes no object for each token of a text in which nothing is found.
            if (!regex.IsMatch(text, from))
            {
                return -1;
            }

            Match match = regex.Match(text.ToString(), from);
            return match.Groups.Values.Skip(1).FirstOrDefault(group => group.Length > 0)?.Index ?? match.Index;
        }
        catch (RegexMatchTimeoutException)
        {
            throw new GrammarException(
                $"a trigger pattern took more than {GrammarLimits.PatternTime.TotalMilliseconds:0} ms for {text.Length} bytes"
            );
        }
    }

    // JavaScript's $ is the end alone, .NET's also stands before a line break there.
    private static string Translate(string pattern)
    {
        StringBuilder translated = new();
        bool isClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                translated.Append(c).Append(pattern[++i]);
                continue;
            }

            isClass = c == '[' || (isClass && c != ']');
            translated.Append(c == '$' && !isClass ? @"\z" : c.ToString());
        }

        return translated.ToString();
    }
}

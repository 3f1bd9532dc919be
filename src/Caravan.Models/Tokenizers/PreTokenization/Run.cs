// Matches a run of one set, with what may stand before and after it.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>The regular expression prefix? body{minimum,maximum} trailing{0,trailingMaximum} suffix?.</summary>
internal sealed class Run(CodePointSet body) : Pattern
{
    /// <summary>One code point that may stand before the body.</summary>
    public CodePointSet? Prefix { get; init; }

    /// <summary>True when nothing matches without the prefix.</summary>
    public bool PrefixRequired { get; init; }

    /// <summary>Least length of the body.</summary>
    public int Minimum { get; init; } = 1;

    /// <summary>Greatest length of the body.</summary>
    public int Maximum { get; init; } = int.MaxValue;

    /// <summary>Code points that are taken along after the body.</summary>
    public CodePointSet? Trailing { get; init; }

    /// <summary>Greatest number of trailing code points.</summary>
    public int TrailingMaximum { get; init; } = int.MaxValue;

    /// <summary>A pattern that is taken along after all that.</summary>
    public Pattern? Suffix { get; init; }

    /// <inheritdoc/>
    public override int Match(in ClassifiedText text, int start)
    {
        int length = 0;
        if (Prefix is not null && text.IsIn(Prefix, start))
        {
            length = MatchBody(text, start + 1);
            length += length > 0 ? 1 : 0;
        }

        return length > 0 || PrefixRequired ? length : MatchBody(text, start);
    }

    private int MatchBody(in ClassifiedText text, int start)
    {
        int length = text.CountWhile(body, start, Maximum);
        if (length < Minimum)
        {
            return 0;
        }

        length += Trailing is null ? 0 : text.CountWhile(Trailing, start + length, TrailingMaximum);
        return length + (Suffix is null ? 0 : Suffix.Match(text, start + length));
    }
}

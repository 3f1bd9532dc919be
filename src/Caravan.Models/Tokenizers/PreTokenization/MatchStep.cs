// Cuts text into the matches of a regular expression and what lies between them.
namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>A regular expression of alternatives, the first that matches winning; text without a match is a piece too.</summary>
internal sealed class MatchStep(params Pattern[] alternatives) : SplitStep
{
    /// <inheritdoc/>
    public override void Split(in ClassifiedText text, int offset, List<int> ends)
    {
        int pieceStart = 0;
        int position = 0;
        while (position < text.Length)
        {
            int length = Match(text, position);
            if (length <= 0)
            {
                position += Math.Max(-length, 1);
                continue;
            }

            if (position > pieceStart)
            {
                ends.Add(offset + position);
            }

            position += length;
            pieceStart = position;
            ends.Add(offset + position);
        }

        if (pieceStart < text.Length)
        {
            ends.Add(offset + text.Length);
        }
    }

    private int Match(in ClassifiedText text, int position)
    {
        int skip = 0;
        foreach (Pattern alternative in alternatives)
        {
            int length = alternative.Match(text, position);
            if (length > 0)
            {
                return length;
            }

            skip = length;
        }

        // Only a step of one alternative may skip: another one could match sooner.
        return alternatives.Length == 1 ? skip : 0;
    }
}

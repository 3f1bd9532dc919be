// Cuts text into the words that byte-pair encoding never merges across.
namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>A list of passes; each cuts the pieces of the pass before.</summary>
internal sealed class PreTokenizer(params SplitStep[] steps)
{
    /// <summary>Ends, in code points, of the pieces of <paramref name="text"/>, in ascending order; the last is its length.</summary>
    public List<int> Split(in ClassifiedText text)
    {
        List<int> pieces = [];
        if (text.Length > 0)
        {
            pieces.Add(text.Length);
        }

        foreach (SplitStep step in steps)
        {
            List<int> smaller = new(pieces.Count);
            int start = 0;
            foreach (int end in pieces)
            {
                step.Split(text.Slice(start, end - start), start, smaller);
                start = end;
            }

            pieces = smaller;
        }

        return pieces;
    }
}

// Cuts before every group of three digits that ends a number.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>The regular expression (?=(\d{3})+(?!\d)) of superbpe: cuts where the digits left are a multiple of three; \d is 0-9.</summary>
internal sealed class ThousandsStep : SplitStep
{
    private static readonly CodePointSet Digits = new(CodePointClass.None, also: "0-9");

    /// <inheritdoc/>
    public override void Split(in ClassifiedText text, int offset, List<int> ends)
    {
        int digitsEnd = 0;
        for (int position = 0; position < text.Length; position++)
        {
            if (position >= digitsEnd)
            {
                digitsEnd = position + text.CountWhile(Digits, position);
            }

            if (position > 0 && position < digitsEnd && (digitsEnd - position) % 3 == 0)
            {
                ends.Add(offset + position);
            }
        }

        ends.Add(offset + text.Length);
    }
}

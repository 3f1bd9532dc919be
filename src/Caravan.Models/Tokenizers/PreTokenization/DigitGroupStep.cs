// Cuts numbers into groups of three digits, counted from their end.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>
/// Cuts each run of digits so that every group but the first has three. Text before a number stays in one piece with
/// its first group, as in llama.cpp's function for afmoe and tiny_aya; later steps cut it.
/// </summary>
internal sealed class DigitGroupStep : SplitStep
{
    private static readonly CodePointSet Numbers = new(CodePointClass.Number);

    /// <inheritdoc/>
    public override void Split(in ClassifiedText text, int offset, List<int> ends)
    {
        int pieceStart = 0;
        for (int position = 0; position < text.Length; position++)
        {
            int digits = text.CountWhile(Numbers, position);
            if (digits == 0)
            {
                continue;
            }

            int first = digits % 3 == 0 ? 3 : digits % 3;
            for (int end = position + first; end <= position + digits; end += 3)
            {
                ends.Add(offset + end);
                pieceStart = end;
            }

            position += digits - 1;
        }

        if (pieceStart < text.Length)
        {
            ends.Add(offset + text.Length);
        }
    }
}

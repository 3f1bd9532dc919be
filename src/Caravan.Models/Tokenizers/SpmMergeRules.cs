// Merges by score.
namespace Caravan.Models.Tokenizers;

/// <summary>Two neighbours merge when their joined text is a token; the higher its score, the earlier.</summary>
internal readonly struct SpmMergeRules(SpmModel model, byte[] text) : IMergeRules
{
    /// <inheritdoc/>
    public bool TryMerge(in Symbol left, in Symbol right, out uint rank, out int merged)
    {
        if (!model.TryFindToken(text.AsSpan(left.Start, left.Length + right.Length), out merged))
        {
            rank = 0;
            return false;
        }

        rank = model.RankOf(merged);
        return true;
    }
}

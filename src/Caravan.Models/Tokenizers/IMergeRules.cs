// What may be merged, and in which order.
namespace Caravan.Models.Tokenizers;

/// <summary>The part of merging in which SPM and BPE differ.</summary>
internal interface IMergeRules
{
    /// <summary>
    /// True when two neighbours merge: <paramref name="rank"/> says how early (low first), <paramref name="merged"/> what
    /// they become.
    /// </summary>
    bool TryMerge(in Symbol left, in Symbol right, out uint rank, out int merged);
}

// Merges by rank.
namespace Caravan.Models.Tokenizers;

/// <summary>The merges of a byte-level BPE vocabulary.</summary>
internal readonly struct BpeMergeRules(MergeTable merges) : IMergeRules
{
    /// <inheritdoc/>
    public bool TryMerge(in Symbol left, in Symbol right, out uint rank, out int merged)
    {
        bool found = merges.TryFind(left.Id, right.Id, out int order, out merged);
        rank = (uint)order;
        return found;
    }
}

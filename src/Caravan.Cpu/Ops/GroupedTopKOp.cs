// Indices of the largest elements of the best groups of each row.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// GROUPED_TOPK of F32 rows of word 0 groups: a group's score is the sum of its word 2 largest elements; of the word 1 best groups
/// the places of the largest elements (ne0 of the result) as I32, largest first. A result longer than those groups is 0, 1, 2,
/// and so on, as in ik_llama.cpp. Among equals the lower index comes first.
/// </summary>
internal sealed unsafe class GroupedTopKOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly int groups = node.Parameters[0];
    private readonly int bestGroups = node.Parameters[1];
    private readonly int scored = node.Parameters[2];

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 40 + 10.0 * source->Ne0 / Math.Max(1, Result->Ne0);

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] < 1
        || node.Parameters[1] < 1
        || node.Parameters[1] > node.Parameters[0]
        || node.Parameters[2] < 0
            ? $"GROUPED_TOPK of the {node.Parameters[1]} best of {node.Parameters[0]} groups by {node.Parameters[2]} elements"
            : OpCheck.Types(node, TensorType.I32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            source->Ne0 <= int.MaxValue
                && source->Ne0 % groups == 0
                && scored <= source->Ne0 / groups
                && Result->Ne0 <= source->Ne0
                && Result->Ne1 == source->Ne1
                && Result->Ne2 == source->Ne2
                && Result->Ne3 == source->Ne3,
            "needs rows of whole groups and a result no longer than they"
        );
        // Scores and keys of the groups; keys of the elements.
        Context.Scratch.Require(0, groups * (long)(sizeof(float) + sizeof(ulong)) + 8 + source->Ne0 * sizeof(ulong));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        int* result = (int*)Result->Row(row);
        int groupLength = (int)(source->Ne0 / groups);
        if (count > (long)groupLength * bestGroups)
        {
            for (int i = 0; i < count; i++)
            {
                result[i] = i;
            }

            return;
        }

        ulong* groupKeys = (ulong*)Context.Scratch.Of(thread);
        ulong* keys = groupKeys + groups;
        float* scores = (float*)(keys + source->Ne0);
        byte* x = source->Row(row);
        for (int group = 0; group < groups; group++)
        {
            scores[group] = Score(
                x + (long)group * groupLength * source->Nb0,
                groupLength,
                new Span<ulong>(keys, scored)
            );
        }

        Span<ulong> best = new(groupKeys, bestGroups);
        SortKeys.Smallest((byte*)scores, sizeof(float), groups, descending: true, best);
        int candidates = 0;
        foreach (ulong key in best)
        {
            int first = (int)(uint)key * groupLength;
            for (int i = first; i < first + groupLength; i++)
            {
                keys[candidates++] = SortKeys.Of(*(float*)(x + i * source->Nb0), (uint)i, descending: true);
            }
        }

        new Span<ulong>(keys, candidates).Sort();
        for (int i = 0; i < count; i++)
        {
            result[i] = (int)(uint)keys[i];
        }
    }

    private float Score(byte* group, int length, Span<ulong> largest)
    {
        SortKeys.Smallest(group, source->Nb0, length, descending: true, largest);
        float sum = 0;
        foreach (ulong key in largest)
        {
            sum += *(float*)(group + (uint)key * source->Nb0);
        }

        return sum;
    }
}

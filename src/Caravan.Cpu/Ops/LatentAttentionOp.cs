// Attention over a cache of latents with a prefix of its own.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// LATENT_ATTN: F32 q [d, tokens, heads] over a cache [d, n] of any type whose rows are keys and, from element word 3 on,
/// values of word 2 elements; optionally behind a prefix of keys [d, p] and values [p, dv] of F32 or F16 that every query sees
/// (sources 2 and 3). Source 4 is an F32 mask [n, tokens]; with word 4 set source 5, I32 [k, tokens], names the rows that a
/// token looks at. Word 0 is the scale. The result is F32 [dv, tokens, heads].
/// </summary>
internal sealed unsafe class LatentAttentionOp : UnitStep
{
    private readonly TensorView* q;
    private readonly TensorView* cache;
    private readonly TensorView* prefixKeys;
    private readonly TensorView* prefixValues;
    private readonly TensorView* mask;
    private readonly TensorView* chosen;
    private readonly RowReader cacheReader;
    private readonly RowReader? keyReader;
    private readonly RowReader? valueReader;
    private readonly float scale;
    private readonly int valueLength;
    private readonly int valueStart;

    internal LatentAttentionOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        q = Source(0);
        cache = Source(1);
        prefixKeys = OptionalSource(2);
        prefixValues = OptionalSource(3);
        mask = OptionalSource(4);
        chosen = OptionalSource(5);
        cacheReader = RowReader.TryFor(node.Source(1).Type)!;
        keyReader = prefixKeys is null ? null : RowReader.TryFor(node.Source(2).Type);
        valueReader = prefixValues is null ? null : RowReader.TryFor(node.Source(3).Type);
        scale = node.Parameters.Float(0);
        valueLength = node.Parameters[2];
        valueStart = node.Parameters[3];
    }

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        if (RowReader.TryFor(node.Source(1).Type) is not { RowsTogether: 1 })
        {
            return $"LATENT_ATTN over a cache of {node.Source(1).Type}";
        }

        if (node.Parameters[2] < 1 || node.Parameters[3] < 0 || node.Parameters.Float(1) != 0)
        {
            return $"LATENT_ATTN to {node.Parameters[2]} elements from {node.Parameters[3]} with a bias of {node.Parameters.Float(1)}";
        }

        bool hasKeys = Optional(node, 2) is not null;
        if (hasKeys != Optional(node, 3) is not null)
        {
            return "LATENT_ATTN needs both keys and values of the prefix, or neither";
        }

        if (hasKeys && !(OpCheck.IsPlainFloat(node.Source(2).Type) && OpCheck.IsPlainFloat(node.Source(3).Type)))
        {
            return $"LATENT_ATTN with a prefix of {node.Source(2).Type} and {node.Source(3).Type}";
        }

        return
            node.Parameters[4] is not (0 or 1)
            || Optional(node, 5) is not null != (node.Parameters[4] == 1)
            || Optional(node, 4) is { Type: not TensorType.F32 }
            || Optional(node, 5) is { Type: not TensorType.I32 }
            ? $"LATENT_ATTN of form {node.Parameters[4]} with this mask or these indices"
            : OpCheck.Types(node, TensorType.F32, TensorType.F32, node.Source(1).Type);
    }

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireRows(q);
        RequireRows(cache);
        RequireRows(Result);
        Require(
            cache->Ne0 == q->Ne0
                && cache->Ne0 % TensorTypes.Get(cache->Type).BlockElements == 0
                && cache->Ne2 == 1
                && cache->Ne3 == 1
                && q->Ne3 == 1
                && (long)valueStart + valueLength <= cache->Ne0
                && Result->Ne0 == valueLength
                && Result->Ne1 == q->Ne1
                && Result->Ne2 == q->Ne2
                && Result->Ne3 == 1,
            "needs q [d, tokens, heads], a cache [d, n] with values in it and a result [dv, tokens, heads]"
        );
        if (prefixKeys is not null)
        {
            RequireRows(prefixKeys);
            Require(
                IsMatrix(prefixKeys)
                    && IsMatrix(prefixValues)
                    && prefixValues->IsCountable
                    && prefixKeys->Ne0 == q->Ne0
                    && prefixValues->Ne0 == prefixKeys->Ne1
                    && prefixValues->Ne1 == valueLength,
                "the prefix is not [d, p] and [p, dv]"
            );
        }

        Require(
            mask is null || (IsMatrix(mask) && mask->IsCountable && mask->Ne0 == cache->Ne1 && mask->Ne1 >= q->Ne1),
            "the mask is not [n, tokens]"
        );
        Require(
            chosen is null || (IsMatrix(chosen) && chosen->IsCountable && chosen->Ne1 >= q->Ne1),
            "the indices are not [k, tokens]"
        );
        // One row, one value; maximum and sum of each head.
        Context.Scratch.Require(0, (q->Ne0 + valueLength + 2 * q->Ne2) * sizeof(float));
        long rows = (chosen is null ? cache->Ne1 : chosen->Ne0) + (prefixKeys is null ? 0 : prefixKeys->Ne1);
        unitNanoseconds = 0.3 * rows * (q->Ne0 + valueLength) * q->Ne2;
        return q->Ne1;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        float* row = (float*)Context.Scratch.Of(thread);
        float* value = row + q->Ne0;
        float* maxima = value + valueLength;
        float* sums = maxima + q->Ne2;
        for (long head = 0; head < q->Ne2; head++)
        {
            maxima[head] = float.NegativeInfinity;
            sums[head] = 0;
            new Span<float>(Result->Row(unit, head, 0), valueLength).Clear();
        }

        for (long p = 0; prefixKeys is not null && p < prefixKeys->Ne1; p++)
        {
            keyReader!.Read(prefixKeys->Row(p, 0, 0), row, q->Ne0);
            byte* first = prefixValues->Data + p * prefixValues->Nb0;
            valueReader!.ReadStrided(first, prefixValues->Nb1, value, valueLength);
            Add(unit, row, value, 0, maxima, sums);
        }

        long rows = chosen is null ? cache->Ne1 : chosen->Ne0;
        for (long i = 0; i < rows; i++)
        {
            long place = chosen is null ? i : Chosen(i, unit);
            float bias = mask is null ? 0 : *(float*)(mask->Row(unit, 0, 0) + place * mask->Nb0);
            if (bias != float.NegativeInfinity)
            {
                cacheReader.Read(cache->Row(place, 0, 0), row, q->Ne0);
                Add(unit, row, row + valueStart, bias, maxima, sums);
            }
        }

        for (long head = 0; head < q->Ne2; head++)
        {
            float* result = (float*)Result->Row(unit, head, 0);
            float inverse = sums[head] > 0 ? 1 / sums[head] : 0;
            ElementwiseKernels.Map<MapFunctions.Scale>(result, result, valueLength, inverse, 0);
        }
    }

    private static GraphTensor? Optional(GraphTensor node, int index) =>
        index < node.Sources.Length ? node.Sources[index] : null;

    private static bool IsMatrix(TensorView* view) => view->Ne2 == 1 && view->Ne3 == 1;

    private long Chosen(long index, long token)
    {
        int place = *(int*)(chosen->Row(token, 0, 0) + index * chosen->Nb0);
        return (uint)place < (ulong)cache->Ne1
            ? place
            : throw Failure($"row {place} (index {index}, token {token}) is outside the cache's 0..{cache->Ne1 - 1}");
    }

    // A running softmax for each head.
    private void Add(long token, float* key, float* value, float bias, float* maxima, float* sums)
    {
        for (long head = 0; head < q->Ne2; head++)
        {
            float score = RowArithmetic.Dot((float*)q->Row(token, head, 0), key, q->Ne0) * scale + bias;
            float* result = (float*)Result->Row(token, head, 0);
            if (score > maxima[head])
            {
                float keep = MathF.Exp(maxima[head] - score);
                ElementwiseKernels.Map<MapFunctions.Scale>(result, result, valueLength, keep, 0);
                sums[head] *= keep;
                maxima[head] = score;
            }

            float weight = maxima[head] == float.NegativeInfinity ? 0 : MathF.Exp(score - maxima[head]);
            RowArithmetic.MultiplyAdd(value, weight, result, valueLength);
            sums[head] += weight;
        }
    }
}

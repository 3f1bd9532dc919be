// Attention in one op.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// FLASH_ATTN_EXT: q F32 [d, tokens, heads, b], k [d, cache, kv heads, b], v [dv, cache, kv heads, b], mask F16
/// [cache, tokens] to F32 [dv, heads, tokens, b]. First blocks of queries meet spans of the cache, then the spans are joined.
/// </summary>
internal sealed unsafe class FlashAttentionOp : Step
{
    private const int SpanPart = 0;
    private const int JoinPart = 1;

    private readonly TensorView* query;
    private readonly TensorView* key;
    private readonly TensorView* value;
    private readonly TensorView* mask;
    private readonly AttentionKernel kernel;
    private AttentionArguments arguments;

    internal FlashAttentionOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        query = Source(0);
        key = Source(1);
        value = Source(2);
        mask = OptionalSource(3);
        kernel = new AttentionKernel(
            node.Source(1).Type,
            checked((int)node.Source(1).Shape.E0.Constant),
            node.Source(2).Type,
            checked((int)node.Source(2).Shape.E0.Constant)
        );
        arguments.Scale = node.Parameters.Float(0);
        arguments.MaxBias = node.Parameters.Float(1);
        arguments.SoftCap = node.Parameters.Float(2);
    }

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        if (node.Sources.Length > 4 && node.Sources[4] is not null)
        {
            return $"{node.Op} with attention sinks";
        }

        string? reason = OpCheck.DenseSource(node, 0, TensorType.F32) ?? Cache(node, 1) ?? Cache(node, 2);
        return reason is null && node.Sources.Length > 3 && node.Sources[3] is not null
            ? OpCheck.DenseSource(node, 3, TensorType.F16)
            : reason;
    }

    /// <inheritdoc/>
    internal override void Bind()
    {
        RequireRows(query);
        RequireRows(key);
        RequireRows(value);
        RequireContiguous(Result);
        Require(
            query->Ne0 == key->Ne0
                && key->Ne1 == value->Ne1
                && key->Ne2 == value->Ne2
                && key->Ne2 > 0
                && query->Ne2 % key->Ne2 == 0
                && query->Ne3 == key->Ne3
                && key->Ne3 == value->Ne3
                && Result->Ne0 == value->Ne0
                && Result->Ne1 == query->Ne2
                && Result->Ne2 == query->Ne1
                && Result->Ne3 == query->Ne3,
            "needs q [d, tokens, heads], k [d, cache, kv heads] and v [dv, cache, kv heads]"
        );
        Require(
            mask is null
                || (
                    mask->HasDenseRows
                    && mask->Ne0 >= key->Ne1
                    && mask->Ne1 >= query->Ne1
                    && mask->Ne2 == 1
                    && mask->Ne3 == 1
                ),
            "the mask does not fit"
        );
        arguments.Tokens = checked((int)query->Ne1);
        arguments.Heads = checked((int)query->Ne2);
        arguments.KeyValueHeads = checked((int)key->Ne2);
        arguments.CacheLength = checked((int)key->Ne1);
        arguments.QueryTokenStride = (nint)query->Nb1;
        arguments.QueryHeadStride = (nint)query->Nb2;
        arguments.KeyRowStride = (nint)key->Nb1;
        arguments.KeyHeadStride = (nint)key->Nb2;
        arguments.ValueRowStride = (nint)value->Nb1;
        arguments.ValueHeadStride = (nint)value->Nb2;
        arguments.MaskTokenStride = mask is null ? 0 : (nint)mask->Nb1;
        Context.Scratch.Require(kernel.PartialBytes(query->Ne1, query->Ne2, key->Ne1), kernel.ScratchBytes);
    }

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team)
    {
        for (long batch = 0; batch < query->Ne3; batch++)
        {
            arguments.Query = query->Row(0, 0, batch);
            arguments.Key = key->Row(0, 0, batch);
            arguments.Value = value->Row(0, 0, batch);
            arguments.Mask = mask is null ? null : mask->Data;
            arguments.Output = (float*)Result->Row(0, 0, batch);
            arguments.Partials = (float*)Context.Scratch.Shared;
            team.Run(this, SpanPart, AttentionKernel.TaskCount(arguments));
            team.Run(this, JoinPart, AttentionKernel.JoinTaskCount(arguments));
        }
    }

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        if (part == SpanPart)
        {
            kernel.Run(task, arguments, Context.Scratch.Of(thread));
        }
        else
        {
            kernel.Join(task, arguments);
        }
    }

    // Any type that can be decoded row by row.
    private static string? Cache(GraphTensor node, int index)
    {
        GraphTensor cache = node.Source(index);
        TensorTypeTraits traits = TensorTypes.Get(cache.Type);
        return traits.InterleavedRows > 1 || !(traits.IsFloat || traits.IsQuantized) || !cache.Shape.E0.IsConstant
            ? $"{node.Op}: {cache.Name} is {cache.Type}, which no cache can be"
            : OpCheck.DenseRows(cache);
    }
}

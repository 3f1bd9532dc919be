// Linear attention with decay: RWKV 6 and gated linear attention.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// RWKV_WKV6 of k, v, r, u [d, heads], w and states: <c>y += r_i (u_i k_i v + s_i)</c>, <c>s_i = w_i s_i + k_i v</c>.
/// GATED_LINEAR_ATTN of k, v, q, g and states: <c>s_i = g_i s_i + k_i v</c>, <c>y += scale q_i s_i</c> (word 0).
/// </summary>
internal sealed unsafe class LinearAttentionOp(GraphTensor node, StepContext context)
    : RecurrentStep(node, context, SourcesOf(node))
{
    private const int SharedSource = 3;

    private readonly bool isWkv6 = node.Op == GraphOp.RwkvWkv6;
    private readonly float scale = node.Parameters.Float(0);

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => AllF32(node, SourcesOf(node));

    /// <inheritdoc/>
    protected override bool IsPerHead(int source) => isWkv6 && source == SharedSource;

    /// <inheritdoc/>
    protected override void Advance(float* state, long headOffset, long offset)
    {
        long count = HeadElements;
        float* k = Floats(0) + offset;
        float* v = Floats(1) + offset;
        float* query = Floats(2) + offset;
        float* bonus = Floats(3) + headOffset;
        float* decay = Floats(isWkv6 ? 4 : 3) + offset;
        float* y = (float*)Result->Data + offset;
        new Span<float>(y, checked((int)count)).Clear();
        for (long i = 0; i < count; i++, state += count)
        {
            if (isWkv6)
            {
                RowArithmetic.MultiplyAdd(state, query[i], y, count);
                RowArithmetic.MultiplyAdd(v, bonus[i] * k[i] * query[i], y, count);
            }

            ElementwiseKernels.Map<MapFunctions.Scale>(state, state, count, decay[i], 0);
            RowArithmetic.MultiplyAdd(v, k[i], state, count);
            if (!isWkv6)
            {
                RowArithmetic.MultiplyAdd(state, query[i] * scale, y, count);
            }
        }
    }

    private static int SourcesOf(GraphTensor node) => node.Op == GraphOp.RwkvWkv6 ? 6 : 5;
}

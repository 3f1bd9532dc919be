// The gated delta rule as ik_llama.cpp has it.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// DELTA_NET of F32 q, k [d, tokens, q heads, b], v [d, tokens, heads, b], g [tokens, 1 or d, heads, b], beta [1, tokens, heads, b]
/// and states [d, d * heads, 1, b]. For each token, with e = exp(min(g, 50)) and s = sigmoid(beta), the state S (columns of keys)
/// becomes <c>S e + (v s - S e k s) k</c>, and the output is that times q / sqrt(d). q and k are made unit vectors where g is one
/// number a token; elements of the state stay within 10^6. Word 0: 0 when neighbouring heads share a key, 1 when every so
/// manieth does. The result holds the outputs [d, heads, tokens, b], then the states.
/// </summary>
internal sealed unsafe class DeltaNetOp(GraphTensor node, StepContext context) : UnitStep(node, context)
{
    private const int Operands = 6;
    private const float LargestGate = 50;
    private const float LargestElement = 1e6f;
    private const float Epsilon = 1e-12f;

    private readonly TensorView* q = context.View(node.Source(0));
    private readonly TensorView* k = context.View(node.Source(1));
    private readonly TensorView* v = context.View(node.Source(2));
    private readonly TensorView* g = context.View(node.Source(3));
    private readonly TensorView* beta = context.View(node.Source(4));
    private readonly TensorView* states = context.View(node.Source(5));
    private readonly bool neighboursShare = node.Parameters[0] == 0;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Sources.Length > Operands && node.Sources[Operands] is not null
            ? "DELTA_NET that saves the state of every token (source 6, which it writes)"
            : OpCheck.Types(
                node,
                TensorType.F32,
                TensorType.F32,
                TensorType.F32,
                TensorType.F32,
                TensorType.F32,
                TensorType.F32,
                TensorType.F32
            );

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireRows(q);
        RequireRows(k);
        RequireRows(v);
        RequireContiguous(states);
        RequireContiguous(Result);
        long d = v->Ne0;
        Require(
            d > 0
                && q->Ne0 == d
                && q->Ne1 == v->Ne1
                && TensorView.Divides(q->Ne2, v->Ne2)
                && q->Ne3 == v->Ne3
                && k->SameShape(*q)
                && g->IsCountable
                && g->Ne0 == v->Ne1
                && (g->Ne1 == 1 || g->Ne1 == d)
                && g->Ne2 == v->Ne2
                && g->Ne3 == v->Ne3
                && beta->IsCountable
                && beta->Ne0 == 1
                && beta->Ne1 == v->Ne1
                && beta->Ne2 == v->Ne2
                && beta->Ne3 == v->Ne3,
            "needs q, k [d, tokens, q heads, b], v [d, tokens, heads, b], g [tokens, 1 or d, heads, b] and beta [1, tokens, heads, b]"
        );
        Int128 stateElements = (Int128)d * d * v->Ne2 * v->Ne3;
        Require(
            states->Elements == stateElements && Result->Elements == v->Elements + stateElements,
            "needs states [d, d * heads, 1, b] and a result of all outputs and states"
        );
        // Key, decayed key, decayed query, decay; new value.
        Context.Scratch.Require(0, 5 * d * sizeof(float));
        unitNanoseconds = (double)d * d * v->Ne1;
        return v->Ne2 * v->Ne3;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        long d = v->Ne0;
        long sequence = Math.DivRem(unit, v->Ne2, out long head);
        float* state = (float*)Result->Data + v->Elements + unit * d * d;
        RowArithmetic.Copy((float*)states->Data + unit * d * d, state, d * d);
        float* y = (float*)Result->Data + d * (head + v->Ne2 * v->Ne1 * sequence);
        for (long token = 0; token < v->Ne1; token++, y += d * v->Ne2)
        {
            Advance(state, y, token, head, sequence, (float*)Context.Scratch.Of(thread));
        }
    }

    private void Advance(float* state, float* y, long token, long head, long sequence, float* scratch)
    {
        long d = v->Ne0;
        float* key = scratch;
        float* decayedKey = key + d;
        float* decayedQuery = decayedKey + d;
        float* decay = decayedQuery + d;
        float* news = decay + d;
        float match = Prepare(token, head, sequence, scratch);

        // What the state holds for the key and for the query; its columns lie one after another.
        new Span<float>(news, (int)d).Clear();
        new Span<float>(y, (int)d).Clear();
        for (long column = 0; column < d; column++)
        {
            RowArithmetic.MultiplyAdd(state + column * d, decayedKey[column], news, d);
            RowArithmetic.MultiplyAdd(state + column * d, decayedQuery[column], y, d);
        }

        float strength = 1 / (1 + MathF.Exp(-*(float*)beta->Row(token, head, sequence)));
        float* value = (float*)v->Row(token, head, sequence);
        for (long row = 0; row < d; row++)
        {
            news[row] = (value[row] - news[row]) * strength;
        }

        RowArithmetic.MultiplyAdd(news, match, y, d);
        for (long column = 0; column < d; column++)
        {
            float* x = state + column * d;
            ElementwiseKernels.Map<MapFunctions.Scale>(x, x, d, decay[column], 0);
            RowArithmetic.MultiplyAdd(news, key[column], x, d);
            ElementwiseKernels.Map<MapFunctions.Clamp>(x, x, d, -LargestElement, LargestElement);
        }
    }

    // Fills key, decayed key, decayed query and decay; returns the product of key and query.
    private float Prepare(long token, long head, long sequence, float* scratch)
    {
        long d = v->Ne0;
        long shared = neighboursShare ? head / (v->Ne2 / q->Ne2) : head % q->Ne2;
        float* query = (float*)q->Row(token, shared, sequence);
        float* key = (float*)k->Row(token, shared, sequence);
        bool isPerElement = g->Ne1 != 1;
        float keyFactor = isPerElement ? 1 : 1 / MathF.Sqrt(RowArithmetic.Dot(key, key, d) + Epsilon);
        float queryFactor = isPerElement ? 1 : 1 / MathF.Sqrt(RowArithmetic.Dot(query, query, d) + Epsilon);
        queryFactor /= MathF.Sqrt(d);
        byte* gate = g->Row(0, head, sequence) + token * g->Nb0;
        for (long i = 0; i < d; i++)
        {
            float decay = MathF.Exp(MathF.Min(*(float*)(gate + (isPerElement ? i * g->Nb1 : 0)), LargestGate));
            scratch[i] = key[i] * keyFactor;
            scratch[d + i] = scratch[i] * decay;
            scratch[2 * d + i] = query[i] * queryFactor * decay;
            scratch[3 * d + i] = decay;
        }

        return RowArithmetic.Dot(scratch, query, d) * queryFactor;
    }
}

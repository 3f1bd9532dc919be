// Builder methods for matrix products, attention and routing.
using Caravan.Tensors;

namespace Caravan.Graph;

/// <summary>Matrix products, attention and routing of <see cref="GraphBuilder"/>.</summary>
public static class MatrixOps
{
    /// <summary>
    /// <paramref name="weight"/> [k, n, b, c] times <paramref name="activations"/> [k, m, b', c'] (F32): F32 [n, m, b', c'],
    /// with the weight's outer dimensions repeated.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="weight">Matrix of any type, rows contiguous.</param>
    /// <param name="activations">F32 activations.</param>
    /// <param name="highPrecision">Asks backends that round activations to 16 bits not to (ggml's PREC_F32).</param>
    public static GraphTensor MulMat(
        this GraphBuilder builder,
        GraphTensor weight,
        GraphTensor activations,
        bool highPrecision = false
    )
    {
        ShapeRules.Require(
            activations.Type == TensorType.F32
                && weight.Shape.E0 == activations.Shape.E0
                && activations.Shape.E2.IsMultipleOf(weight.Shape.E2)
                && activations.Shape.E3.IsMultipleOf(weight.Shape.E3),
            GraphOp.MulMat,
            "needs a weight [k, n, b, c] and F32 activations [k, m, b*, c*]",
            weight,
            activations
        );
        Extents shape = activations.Shape.With(0, weight.Shape.E1);
        OpParameters parameters = OpParameters.Integers(highPrecision ? 1 : 0);
        return builder.Compute(GraphOp.MulMat, TensorType.F32, shape, parameters, weight, activations);
    }

    /// <summary>
    /// For each token the experts it chose: <paramref name="experts"/> [k, n, E], <paramref name="activations"/> F32
    /// [k, u', tokens], <paramref name="ids"/> I32 [u, tokens] (u a multiple of u'): F32 [n, u, tokens].
    /// </summary>
    public static GraphTensor MulMatId(
        this GraphBuilder builder,
        GraphTensor experts,
        GraphTensor activations,
        GraphTensor ids
    )
    {
        ShapeRules.Require(
            activations.Type == TensorType.F32
                && ids.Type == TensorType.I32
                && experts.Shape.E0 == activations.Shape.E0
                && activations.Shape.E2 == ids.Shape.E1
                && ids.Shape.E0.IsMultipleOf(activations.Shape.E1)
                && experts.Shape.E3 == (Extent)1
                && activations.Shape.E3 == (Extent)1,
            GraphOp.MulMatId,
            "needs experts [k, n, E], F32 activations [k, u', tokens] and I32 ids [u, tokens]",
            experts,
            activations,
            ids
        );
        Extents shape = Extents.Shape(experts.Shape.E1, ids.Shape.E0, ids.Shape.E1);
        return builder.Compute(GraphOp.MulMatId, TensorType.F32, shape, default, experts, activations, ids);
    }

    /// <summary>
    /// Softmax of each row of <c>a * scale + slope * mask</c>; <paramref name="mask"/> (F32 or F16) repeats over heads.
    /// </summary>
    public static GraphTensor SoftMax(
        this GraphBuilder builder,
        GraphTensor a,
        GraphTensor? mask = null,
        float scale = 1,
        float maxBias = 0
    )
    {
        ShapeRules.Require(
            a.Type == TensorType.F32
                && (
                    mask is null
                    || (
                        mask.Type is TensorType.F32 or TensorType.F16
                        && mask.Shape.E0 == a.Shape.E0
                        && mask.Shape.E1 == a.Shape.E1
                    )
                ),
            GraphOp.SoftMax,
            "needs F32 a [n, rows, heads] and an F32 or F16 mask [n, rows]",
            a,
            mask
        );
        return builder.Compute(GraphOp.SoftMax, a.Type, a.Shape, OpParameters.Floats(scale, maxBias), a, mask);
    }

    /// <summary>
    /// Attention in one op: <paramref name="q"/> F32 [d, tokens, heads], <paramref name="k"/> [d, cache, kv heads],
    /// <paramref name="v"/> [dv, cache, kv heads], <paramref name="mask"/> F16 [cache, tokens]: F32 [dv, heads, tokens].
    /// </summary>
    public static GraphTensor FlashAttention(
        this GraphBuilder builder,
        GraphTensor q,
        GraphTensor k,
        GraphTensor v,
        GraphTensor? mask,
        float scale,
        float maxBias = 0,
        float softCap = 0
    )
    {
        ShapeRules.Require(
            q.Type == TensorType.F32
                && q.Shape.E0 == k.Shape.E0
                && k.Shape.E1 == v.Shape.E1
                && k.Shape.E2 == v.Shape.E2
                && q.Shape.E2.IsMultipleOf(k.Shape.E2),
            GraphOp.FlashAttention,
            "needs q F32 [d, tokens, heads], k [d, cache, kv heads] and v [dv, cache, kv heads]",
            q,
            k,
            v
        );
        ShapeRules.Require(
            mask is null || (mask.Type == TensorType.F16 && mask.Shape.E0 == k.Shape.E1 && mask.Shape.E1 == q.Shape.E1),
            GraphOp.FlashAttention,
            "needs an F16 mask [cache, tokens]",
            mask,
            k,
            q
        );
        Extents shape = new(v.Shape.E0, q.Shape.E2, q.Shape.E1, q.Shape.E3);
        OpParameters parameters = OpParameters.Floats(scale, maxBias, softCap);
        return builder.Compute(GraphOp.FlashAttention, TensorType.F32, shape, parameters, q, k, v, mask);
    }

    /// <summary>
    /// Rotary position embedding of <paramref name="a"/> [d, heads, tokens] by <paramref name="positions"/> I32 [tokens];
    /// <paramref name="frequencyFactors"/> F32 [dimensions / 2] divides the frequencies.
    /// </summary>
    public static GraphTensor Rope(
        this GraphBuilder builder,
        GraphTensor a,
        GraphTensor positions,
        RopeParameters parameters,
        GraphTensor? frequencyFactors = null
    )
    {
        ShapeRules.Require(
            a.Type == TensorType.F32 && positions.Type == TensorType.I32 && positions.Shape.E0 == a.Shape.E2,
            GraphOp.Rope,
            "needs F32 a [d, heads, tokens] and I32 positions [tokens]",
            a,
            positions
        );
        ShapeRules.Require(
            parameters.Dimensions > 0
                && parameters.Dimensions % 2 == 0
                && parameters.FirstRotated + parameters.Dimensions <= a.Shape.E0.Constant
                && (
                    frequencyFactors is null
                    || (
                        frequencyFactors.Type == TensorType.F32
                        && frequencyFactors.Shape.E0.Constant >= parameters.Dimensions / 2
                    )
                ),
            GraphOp.Rope,
            $"cannot rotate {parameters.Dimensions} elements from {parameters.FirstRotated}",
            a,
            frequencyFactors
        );
        return builder.Compute(GraphOp.Rope, a.Type, a.Shape, parameters.ToWords(), a, positions, frequencyFactors);
    }

    /// <summary>Indices that sort each row; I32 of the same shape. Equal values keep the lower index first.</summary>
    public static GraphTensor Argsort(this GraphBuilder builder, GraphTensor a, bool descending)
    {
        ShapeRules.Require(a.Type == TensorType.F32, GraphOp.Argsort, "needs F32", a);
        return builder.Compute(GraphOp.Argsort, TensorType.I32, a.Shape, OpParameters.Integers(descending ? 1 : 0), a);
    }

    /// <summary>Indices of the <paramref name="count"/> largest of each row, largest first: a view of an ARGSORT.</summary>
    public static GraphTensor TopK(this GraphBuilder builder, GraphTensor a, long count)
    {
        ShapeRules.Require(count > 0 && count <= a.Shape.E0.Constant, GraphOp.Argsort, $"has no {count} largest", a);
        GraphTensor sorted = builder.Argsort(a, descending: true);
        return builder.View(
            sorted,
            sorted.Shape.With(0, count),
            sorted.Strides.E1,
            sorted.Strides.E2,
            sorted.Strides.E3
        );
    }
}

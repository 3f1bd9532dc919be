// Builder methods for element-wise ops, norms, reductions and activations.
using Caravan.Tensors;

namespace Caravan.Graph;

/// <summary>Element-wise ops, norms, reductions and activations of <see cref="GraphBuilder"/>.</summary>
public static class ElementwiseOps
{
    /// <summary><c>a + b</c>, with <paramref name="b"/> repeated to the shape of <paramref name="a"/>.</summary>
    public static GraphTensor Add(this GraphBuilder builder, GraphTensor a, GraphTensor b) =>
        Binary(builder, GraphOp.Add, a, b);

    /// <summary><c>a - b</c>, with <paramref name="b"/> repeated.</summary>
    public static GraphTensor Sub(this GraphBuilder builder, GraphTensor a, GraphTensor b) =>
        Binary(builder, GraphOp.Sub, a, b);

    /// <summary><c>a * b</c> element by element, with <paramref name="b"/> repeated.</summary>
    public static GraphTensor Mul(this GraphBuilder builder, GraphTensor a, GraphTensor b) =>
        Binary(builder, GraphOp.Mul, a, b);

    /// <summary><c>a / b</c> element by element, with <paramref name="b"/> repeated.</summary>
    public static GraphTensor Div(this GraphBuilder builder, GraphTensor a, GraphTensor b) =>
        Binary(builder, GraphOp.Div, a, b);

    /// <summary>
    /// Adds to each row of <paramref name="a"/> [n, used, tokens] the row of <paramref name="b"/> [n, experts] that
    /// <paramref name="ids"/> [used, tokens] names.
    /// </summary>
    public static GraphTensor AddId(this GraphBuilder builder, GraphTensor a, GraphTensor b, GraphTensor ids)
    {
        ShapeRules.Require(
            a.Shape.E0 == b.Shape.E0
                && a.Shape.E1 == ids.Shape.E0
                && a.Shape.E2 == ids.Shape.E1
                && ids.Type == TensorType.I32
                && a.Type == TensorType.F32
                && b.Type == TensorType.F32,
            GraphOp.AddId,
            "needs F32 a [n, used, tokens], F32 b [n, experts] and I32 ids [used, tokens]",
            a,
            b,
            ids
        );
        return builder.Compute(GraphOp.AddId, a.Type, a.Shape, default, a, b, ids);
    }

    /// <summary><c>a * scale + bias</c>.</summary>
    public static GraphTensor Scale(this GraphBuilder builder, GraphTensor a, float scale, float bias = 0)
    {
        RequireF32(GraphOp.Scale, a);
        return builder.Compute(GraphOp.Scale, a.Type, a.Shape, OpParameters.Floats(scale, bias), a);
    }

    /// <summary><c>a</c> limited to <paramref name="minimum"/>..<paramref name="maximum"/>.</summary>
    public static GraphTensor Clamp(this GraphBuilder builder, GraphTensor a, float minimum, float maximum)
    {
        RequireF32(GraphOp.Clamp, a);
        return builder.Compute(GraphOp.Clamp, a.Type, a.Shape, OpParameters.Floats(minimum, maximum), a);
    }

    /// <summary>An element-wise function.</summary>
    public static GraphTensor Unary(this GraphBuilder builder, GraphTensor a, UnaryOp function)
    {
        RequireF32(GraphOp.Unary, a);
        return builder.Compute(GraphOp.Unary, a.Type, a.Shape, OpParameters.Integers((int)function), a);
    }

    /// <summary><c>activation(gate) * up</c>.</summary>
    public static GraphTensor Glu(this GraphBuilder builder, GraphTensor gate, GraphTensor up, GluOp function)
    {
        RequireF32(GraphOp.Glu, gate);
        RequireF32(GraphOp.Glu, up);
        ShapeRules.Require(gate.Shape == up.Shape, GraphOp.Glu, "needs gate and up of one shape", gate, up);
        return builder.Compute(GraphOp.Glu, gate.Type, gate.Shape, OpParameters.Integers((int)function), gate, up);
    }

    /// <summary>Root mean square norm of each row.</summary>
    public static GraphTensor RmsNorm(this GraphBuilder builder, GraphTensor a, float epsilon)
    {
        RequireF32(GraphOp.RmsNorm, a);
        return builder.Compute(GraphOp.RmsNorm, a.Type, a.Shape, OpParameters.Floats(epsilon), a);
    }

    /// <summary>Layer norm (mean and variance) of each row.</summary>
    public static GraphTensor Norm(this GraphBuilder builder, GraphTensor a, float epsilon)
    {
        RequireF32(GraphOp.Norm, a);
        return builder.Compute(GraphOp.Norm, a.Type, a.Shape, OpParameters.Floats(epsilon), a);
    }

    /// <summary>Sum of each row: [n, ...] to [1, ...].</summary>
    public static GraphTensor SumRows(this GraphBuilder builder, GraphTensor a)
    {
        RequireF32(GraphOp.SumRows, a);
        return builder.Compute(GraphOp.SumRows, a.Type, a.Shape.With(0, 1), default, a);
    }

    /// <summary>Repeats <paramref name="a"/> to the shape of <paramref name="like"/>.</summary>
    public static GraphTensor Repeat(this GraphBuilder builder, GraphTensor a, GraphTensor like)
    {
        ShapeRules.Require(ShapeRules.CanRepeat(a, like), GraphOp.Repeat, "needs whole repetitions", a, like);
        return builder.Compute(GraphOp.Repeat, a.Type, like.Shape, default, a);
    }

    private static GraphTensor Binary(GraphBuilder builder, GraphOp op, GraphTensor a, GraphTensor b)
    {
        RequireF32(op, a);
        RequireF32(op, b);
        ShapeRules.Require(ShapeRules.CanRepeat(b, a), op, "b must repeat to the shape of a", a, b);
        return builder.Compute(op, a.Type, a.Shape, default, a, b);
    }

    private static void RequireF32(GraphOp op, GraphTensor tensor) =>
        ShapeRules.Require(tensor.Type == TensorType.F32, op, "needs F32 operands", tensor);
}

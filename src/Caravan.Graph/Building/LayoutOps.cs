// Builder methods that reinterpret, copy and gather rows.
using Caravan.Tensors;

namespace Caravan.Graph;

/// <summary>Views, copies, gathers and scatters of <see cref="GraphBuilder"/>.</summary>
public static class LayoutOps
{
    /// <summary>The same elements in another shape; the source must be contiguous.</summary>
    public static GraphTensor Reshape(
        this GraphBuilder builder,
        GraphTensor a,
        Extent ne0,
        Extent? ne1 = null,
        Extent? ne2 = null,
        Extent? ne3 = null
    )
    {
        Extents shape = Extents.Shape(ne0, ne1, ne2, ne3);
        ShapeRules.Require(a.IsContiguous, GraphOp.Reshape, "needs a contiguous source", a);
        ShapeRules.Require(
            shape.Product == a.Shape.Product,
            GraphOp.Reshape,
            $"to {shape} changes the number of elements",
            a
        );
        return builder.Alias(GraphOp.Reshape, a, a.Type, shape, shape.ContiguousStrides(a.Type), 0, default, a);
    }

    /// <summary>Part of a tensor's bytes: a shape, byte strides of dimensions 1 to 3, and a byte offset.</summary>
    /// <remarks>Strides that are null continue densely from the one below.</remarks>
    public static GraphTensor View(
        this GraphBuilder builder,
        GraphTensor a,
        Extents shape,
        Extent? nb1 = null,
        Extent? nb2 = null,
        Extent? nb3 = null,
        Extent? offset = null
    )
    {
        Extent stride1 = nb1 ?? Extents.RowBytes(a.Type, shape.E0);
        Extent stride2 = nb2 ?? stride1 * shape.E1;
        Extent stride3 = nb3 ?? stride2 * shape.E2;
        Extents strides = new(TensorTypes.Get(a.Type).BlockBytes, stride1, stride2, stride3);
        Extent start = offset ?? 0;
        OpParameters parameters = default;
        if (start.IsConstant)
        {
            parameters[0] = (int)start.Coefficient;
            parameters[1] = (int)(start.Coefficient >> 32);
        }

        return builder.Alias(GraphOp.View, a, a.Type, shape, strides, start, parameters, a);
    }

    /// <summary>Dimensions in another order: dimension i of <paramref name="a"/> becomes dimension axis[i].</summary>
    public static GraphTensor Permute(
        this GraphBuilder builder,
        GraphTensor a,
        int axis0,
        int axis1,
        int axis2,
        int axis3
    )
    {
        ReadOnlySpan<int> axes = [axis0, axis1, axis2, axis3];
        Extents shape = a.Shape;
        Extents strides = a.Strides;
        int seen = 0;
        for (int i = 0; i < 4; i++)
        {
            seen |= 1 << axes[i];
            shape = shape.With(axes[i], a.Shape[i]);
            strides = strides.With(axes[i], a.Strides[i]);
        }

        ShapeRules.Require(seen == 0b1111, GraphOp.Permute, "needs each axis once", a);
        return builder.Alias(GraphOp.Permute, a, a.Type, shape, strides, 0, OpParameters.Integers(axes), a);
    }

    /// <summary>Rows and columns exchanged.</summary>
    public static GraphTensor Transpose(this GraphBuilder builder, GraphTensor a) =>
        builder.Alias(
            GraphOp.Transpose,
            a,
            a.Type,
            new(a.Shape.E1, a.Shape.E0, a.Shape.E2, a.Shape.E3),
            new(a.Strides.E1, a.Strides.E0, a.Strides.E2, a.Strides.E3),
            0,
            default,
            a
        );

    /// <summary>A dense copy, optionally in another shape with as many elements.</summary>
    public static GraphTensor Cont(this GraphBuilder builder, GraphTensor a, Extents? shape = null)
    {
        Extents target = shape ?? a.Shape;
        ShapeRules.Require(target.Product == a.Shape.Product, GraphOp.Cont, $"cannot become {target}", a);
        return builder.Compute(GraphOp.Cont, a.Type, target, default, a);
    }

    /// <summary>Copies <paramref name="a"/> over the bytes of <paramref name="destination"/>, converting its type.</summary>
    public static GraphTensor Cpy(this GraphBuilder builder, GraphTensor a, GraphTensor destination)
    {
        ShapeRules.Require(
            a.Shape.Product == destination.Shape.Product,
            GraphOp.Cpy,
            "needs as many elements on both sides",
            a,
            destination
        );
        return builder.Alias(
            GraphOp.Cpy,
            destination,
            destination.Type,
            destination.Shape,
            destination.Strides,
            0,
            default,
            a,
            destination
        );
    }

    /// <summary>A dense copy in another element type.</summary>
    public static GraphTensor Cast(this GraphBuilder builder, GraphTensor a, TensorType type) =>
        builder.Compute(GraphOp.Dup, type, a.Shape, default, a);

    /// <summary>
    /// Rows of <paramref name="table"/> [n, rows, b, c] named by <paramref name="rows"/> [k, b, c] (I32): F32
    /// [n, k, b, c] (I32 for I32 tables).
    /// </summary>
    public static GraphTensor GetRows(this GraphBuilder builder, GraphTensor table, GraphTensor rows)
    {
        ShapeRules.Require(
            rows.Type == TensorType.I32
                && table.Shape.E2 == rows.Shape.E1
                && table.Shape.E3 == rows.Shape.E2
                && rows.Shape.E3 == (Extent)1,
            GraphOp.GetRows,
            "needs a table [n, rows, b, c] and I32 rows [k, b, c]",
            table,
            rows
        );
        TensorType type = table.Type == TensorType.I32 ? TensorType.I32 : TensorType.F32;
        Extents shape = new(table.Shape.E0, rows.Shape.E0, rows.Shape.E1, rows.Shape.E2);
        return builder.Compute(GraphOp.GetRows, type, shape, default, table, rows);
    }

    /// <summary>
    /// Stores the rows of <paramref name="data"/> (F32 [n, k, b, c]) into rows <paramref name="rows"/> (I32 or I64
    /// [k, b', c'], repeated over b and c) of <paramref name="destination"/> [n, rows, b, c]; the result is the destination.
    /// </summary>
    public static GraphTensor SetRows(
        this GraphBuilder builder,
        GraphTensor destination,
        GraphTensor data,
        GraphTensor rows
    )
    {
        ShapeRules.Require(
            data.Type == TensorType.F32
                && ShapeRules.IsIndex(rows)
                && data.Shape.E0 == destination.Shape.E0
                && data.Shape.E1 == rows.Shape.E0
                && data.Shape.E2 == destination.Shape.E2
                && data.Shape.E3 == destination.Shape.E3
                && data.Shape.E2.IsMultipleOf(rows.Shape.E1)
                && data.Shape.E3.IsMultipleOf(rows.Shape.E2),
            GraphOp.SetRows,
            "needs F32 data [n, k, b, c], index rows [k, b', c'] and a destination [n, rows, b, c]",
            data,
            rows,
            destination
        );
        return builder.Alias(
            GraphOp.SetRows,
            destination,
            destination.Type,
            destination.Shape,
            destination.Strides,
            0,
            default,
            data,
            rows,
            destination
        );
    }

    /// <summary>Two tensors behind one another along <paramref name="dimension"/>; its extents must be constant.</summary>
    public static GraphTensor Concat(this GraphBuilder builder, GraphTensor a, GraphTensor b, int dimension)
    {
        ShapeRules.Require(
            a.Type == b.Type && a.Shape.With(dimension, 1) == b.Shape.With(dimension, 1),
            GraphOp.Concat,
            $"needs one type and equal extents but for dimension {dimension}",
            a,
            b
        );
        Extents shape = a.Shape.With(dimension, a.Shape[dimension].Constant + b.Shape[dimension].Constant);
        return builder.Compute(GraphOp.Concat, a.Type, shape, OpParameters.Integers(dimension), a, b);
    }
}

// Four extents: a symbolic shape, or the four byte strides of a tensor.
using Caravan.Tensors;

namespace Caravan.Graph;

/// <summary>Four extents, dimension 0 (contiguous) first: elements of a shape or bytes of strides.</summary>
public readonly record struct Extents(Extent E0, Extent E1, Extent E2, Extent E3)
{
    /// <summary>A shape whose missing dimensions are 1.</summary>
    public static Extents Shape(Extent e0, Extent? e1 = null, Extent? e2 = null, Extent? e3 = null) =>
        new(e0, e1 ?? 1, e2 ?? 1, e3 ?? 1);

    /// <summary>A constant shape.</summary>
    public static Extents Shape(TensorShape shape) => new(shape.Ne0, shape.Ne1, shape.Ne2, shape.Ne3);

    /// <summary>The extent of dimension <paramref name="dimension"/> (0 to 3).</summary>
    public Extent this[int dimension] =>
        dimension switch
        {
            0 => E0,
            1 => E1,
            2 => E2,
            3 => E3,
            _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
        };

    /// <summary>Product of the four.</summary>
    public Extent Product => E0 * E1 * E2 * E3;

    /// <summary>Product of all but the first: the number of rows.</summary>
    public Extent Rows => E1 * E2 * E3;

    /// <summary>A copy with one dimension replaced.</summary>
    public Extents With(int dimension, Extent value) =>
        dimension switch
        {
            0 => this with { E0 = value },
            1 => this with { E1 = value },
            2 => this with { E2 = value },
            3 => this with { E3 = value },
            _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
        };

    /// <summary>The byte strides of a contiguous tensor of this shape.</summary>
    /// <exception cref="GraphException">The rows do not fit the type.</exception>
    public Extents ContiguousStrides(TensorType type)
    {
        Extent row = RowBytes(type, E0);
        return new Extents(TensorTypes.Get(type).BlockBytes, row, row * E1, row * E1 * E2);
    }

    /// <summary>Bytes of a row of <paramref name="elements"/> elements of <paramref name="type"/>.</summary>
    /// <exception cref="GraphException">The count does not fit the type's blocks.</exception>
    public static Extent RowBytes(TensorType type, Extent elements)
    {
        TensorTypeTraits traits = TensorTypes.Get(type);
        if (traits.BlockElements == 1 && traits.RowExtraBytes == 0)
        {
            return elements * traits.BlockBytes;
        }

        // A symbolic row with extra bytes would be a sum, which no model needs.
        if (traits.RowExtraBytes == 0)
        {
            return elements / traits.BlockElements * traits.BlockBytes;
        }

        return traits.RowBytes(elements.Constant);
    }

    /// <summary>The values for given symbols.</summary>
    public TensorShape Evaluate(in SymbolValues symbols) =>
        new(E0.Evaluate(symbols), E1.Evaluate(symbols), E2.Evaluate(symbols), E3.Evaluate(symbols));

    /// <inheritdoc/>
    public override string ToString() => $"[{E0}, {E1}, {E2}, {E3}]";
}

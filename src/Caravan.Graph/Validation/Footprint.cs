// The bytes that a tensor really touches: from its first byte to the end of its last block.
using Caravan.Tensors;

namespace Caravan.Graph;

/// <summary>Byte footprints of tensors with arbitrary strides.</summary>
public static class Footprint
{
    /// <summary>The footprint in bytes of a tensor for given symbols.</summary>
    /// <exception cref="GraphException">An extent or stride is negative, or the footprint exceeds 63 bits.</exception>
    public static long Bytes(GraphTensor tensor, in SymbolValues symbols) =>
        Bytes(tensor.Type, tensor.Shape.Evaluate(symbols), tensor.Strides.Evaluate(symbols));

    /// <summary>
    /// Bytes from a tensor's first byte to the end of its last row: what any op over it may touch. Dimensions of one
    /// element do not count, whatever their stride; an empty tensor has none.
    /// </summary>
    /// <exception cref="GraphException">An extent or stride is negative, or the footprint exceeds 63 bits.</exception>
    public static long Bytes(TensorType type, TensorShape shape, TensorShape strides)
    {
        if (shape.Ne0 < 0 || shape.Ne1 < 0 || shape.Ne2 < 0 || shape.Ne3 < 0)
        {
            throw new GraphException($"shape {shape} has a negative extent");
        }

        if (shape.Ne0 == 0 || shape.Ne1 == 0 || shape.Ne2 == 0 || shape.Ne3 == 0)
        {
            return 0;
        }

        TensorTypeTraits traits = TensorTypes.Get(type);
        try
        {
            // A plain type may be strided along dimension 0 (a transposed view); blocks always lie side by side.
            long bytes =
                traits.BlockElements == 1 && traits.RowExtraBytes == 0
                    ? checked(traits.BlockBytes + Span(shape.Ne0, strides.Ne0))
                    : traits.RowBytes(shape.Ne0);
            return checked(
                bytes + Span(shape.Ne1, strides.Ne1) + Span(shape.Ne2, strides.Ne2) + Span(shape.Ne3, strides.Ne3)
            );
        }
        catch (OverflowException)
        {
            throw new GraphException($"a tensor of shape {shape} and strides {strides} exceeds 2^63 bytes");
        }
    }

    private static long Span(long extent, long stride)
    {
        if (extent == 1)
        {
            return 0;
        }

        return stride >= 0
            ? checked((extent - 1) * stride)
            : throw new GraphException($"stride {stride} of a dimension of {extent} is negative");
    }
}

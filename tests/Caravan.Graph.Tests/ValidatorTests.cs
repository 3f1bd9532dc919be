// Footprints and the views that reach beyond their bytes.
using Caravan.Tensors;

namespace Caravan.Graph.Tests;

public class ValidatorTests
{
    private static readonly SymbolValues Maximum = new(16, 256, 1);

    [Fact]
    public void A_dimension_of_one_does_not_count_whatever_its_stride() =>
        Assert.Equal(
            40,
            Footprint.Bytes(TensorType.F32, new TensorShape(10, 1, 1, 1), new TensorShape(4, long.MaxValue, 7, 7))
        );

    [Fact]
    public void Strided_rows_end_with_the_last_row() =>
        Assert.Equal(
            (3 * 1000) + 34,
            Footprint.Bytes(TensorType.Q8_0, new TensorShape(32, 4), new TensorShape(34, 1000, 4000, 4000))
        );

    [Fact]
    public void An_empty_tensor_touches_nothing() =>
        Assert.Equal(0, Footprint.Bytes(TensorType.F32, new TensorShape(10, 0), new TensorShape(4, 40, 40, 40)));

    [Fact]
    public void Negative_and_overflowing_strides_are_refused()
    {
        TensorShape shape = new(10, 3);
        Assert.Throws<GraphException>(() => Footprint.Bytes(TensorType.F32, shape, new TensorShape(4, -40, 40, 40)));
        Assert.Throws<GraphException>(() =>
            Footprint.Bytes(TensorType.F32, shape, new TensorShape(4, long.MaxValue, 40, 40))
        );
    }

    [Fact]
    public void A_view_beyond_its_source_is_named()
    {
        GraphBuilder builder = new();
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(16, Extent.Tokens));
        builder.Output(builder.Name(builder.View(x, Extents.Shape(16, Extent.Tokens), offset: 4), "shifted"));
        GraphException exception = Assert.Throws<GraphException>(() =>
            GraphValidator.Validate(builder.Build(), Maximum)
        );
        Assert.Contains("shifted", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_within_its_source_passes()
    {
        GraphBuilder builder = new();
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(16, Extent.Tokens));
        builder.Output(builder.View(x, Extents.Shape(8, Extent.Tokens), nb1: 64, offset: 32));
        GraphValidator.Validate(builder.Build(), Maximum);
    }
}

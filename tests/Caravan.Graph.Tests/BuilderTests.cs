// Shapes and strides that builder methods give, and operands they refuse.
using Caravan.Tensors;

namespace Caravan.Graph.Tests;

public class BuilderTests
{
    private readonly GraphBuilder builder = new();

    private GraphTensor Activations(Extent ne0, Extent? ne1 = null, Extent? ne2 = null) =>
        builder.Input("x", TensorType.F32, Extents.Shape(ne0, ne1, ne2));

    [Fact]
    public void A_product_has_the_weights_rows_and_the_activations_columns()
    {
        GraphTensor weight = builder.Weight("w", TensorType.Q4_K, new TensorShape(256, 48));
        GraphTensor product = builder.MulMat(weight, Activations(256, Extent.Tokens));
        Assert.Equal(Extents.Shape(48, Extent.Tokens), product.Shape);
        Assert.Equal(TensorType.F32, product.Type);
    }

    [Fact]
    public void A_product_of_operands_that_do_not_fit_names_both()
    {
        GraphTensor weight = builder.Weight("w", TensorType.F32, new TensorShape(255, 48));
        GraphException exception = Assert.Throws<GraphException>(() => builder.MulMat(weight, Activations(256)));
        Assert.Contains("w F32 [255, 48, 1, 1]", exception.Message, StringComparison.Ordinal);
        Assert.Contains("x F32 [256, 1, 1, 1]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_permutation_moves_shape_and_strides_together()
    {
        GraphTensor permuted = builder.Permute(Activations(8, 4, Extent.Tokens), 0, 2, 1, 3);
        Assert.Equal(Extents.Shape(8, Extent.Tokens, 4), permuted.Shape);
        Assert.Equal(new Extents(4, 8 * 4 * 4, 8 * 4, Extent.Tokens * (8 * 4 * 4)), permuted.Strides);
        Assert.False(permuted.IsContiguous);
    }

    [Fact]
    public void An_axis_given_twice_is_refused() =>
        Assert.Throws<GraphException>(() => builder.Permute(Activations(8, 4), 0, 0, 2, 3));

    [Fact]
    public void A_view_of_a_view_refers_to_the_first_owner_with_both_offsets()
    {
        GraphTensor x = Activations(16, 8);
        GraphTensor inner = builder.View(x, Extents.Shape(16, 4), offset: 64);
        GraphTensor outer = builder.View(inner, Extents.Shape(8, 2), nb1: 64, offset: 32);
        Assert.Same(x, outer.ViewSource);
        Assert.Equal((Extent)96, outer.ViewOffset);
    }

    [Fact]
    public void Only_contiguous_tensors_are_reshaped() =>
        Assert.Throws<GraphException>(() => builder.Reshape(builder.Transpose(Activations(8, 4)), 32));

    [Fact]
    public void A_reshape_keeps_the_number_of_elements()
    {
        Assert.Equal(
            Extents.Shape(4, 8, Extent.Tokens),
            builder.Reshape(Activations(32, Extent.Tokens), 4, 8, Extent.Tokens).Shape
        );
        Assert.Throws<GraphException>(() => builder.Reshape(Activations(32, Extent.Tokens), 4, 7, Extent.Tokens));
    }

    [Fact]
    public void Rows_gathered_from_a_quantized_table_are_f32()
    {
        GraphTensor table = builder.Weight("t", TensorType.Q8_0, new TensorShape(64, 100));
        GraphTensor rows = builder.GetRows(table, builder.Input("i", TensorType.I32, Extents.Shape(Extent.Tokens)));
        Assert.Equal((TensorType.F32, Extents.Shape(64, Extent.Tokens)), (rows.Type, rows.Shape));
    }

    [Fact]
    public void Stored_rows_are_a_view_of_their_destination()
    {
        GraphTensor cache = builder.State("cache", TensorType.F16, new TensorShape(64, 100));
        GraphTensor index = builder.Input("i", TensorType.I64, Extents.Shape(Extent.Tokens));
        GraphTensor stored = builder.SetRows(cache, Activations(64, Extent.Tokens), index);
        Assert.Same(cache, stored.ViewSource);
        Assert.Equal(TensorRole.State, stored.Role);
    }

    [Fact]
    public void Attention_gives_value_elements_by_heads_by_tokens()
    {
        GraphTensor q = builder.Input("q", TensorType.F32, Extents.Shape(64, Extent.Tokens, 8));
        GraphTensor k = builder.Input("k", TensorType.F16, Extents.Shape(64, Extent.CacheLength, 2));
        GraphTensor v = builder.Input("v", TensorType.F16, Extents.Shape(32, Extent.CacheLength, 2));
        GraphTensor mask = builder.Input("m", TensorType.F16, Extents.Shape(Extent.CacheLength, Extent.Tokens));
        Assert.Equal(Extents.Shape(32, 8, Extent.Tokens), builder.FlashAttention(q, k, v, mask, 1).Shape);
    }

    [Fact]
    public void A_graph_without_output_is_refused() => Assert.Throws<GraphException>(builder.Build);

    [Fact]
    public void Rope_parameters_survive_their_words()
    {
        RopeParameters parameters = new(64, RopeMode.Neox, 4096, 10000, 0.25f, 1, 0.9f, 32, 1, 8);
        Assert.Equal(parameters, RopeParameters.From(parameters.ToWords()));
    }

    [Fact]
    public void A_node_of_any_op_is_taken_as_given()
    {
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(8, 2));
        Extents strides = new(4, 64, 128, 128);
        GraphTensor node = builder.Node(
            GraphOp.CumSum,
            TensorType.F32,
            Extents.Shape(5, 3),
            strides,
            OpParameters.Integers(7),
            x,
            null
        );
        Assert.Equal(GraphOp.CumSum, node.Op);
        Assert.Equal(strides, node.Strides);
        Assert.Equal(7, node.Parameters[0]);
        Assert.Equal([x, null], node.Sources);
        Assert.Equal(TensorRole.Computed, node.Role);
        Assert.Null(node.ViewSource);
    }

    [Fact]
    public void A_node_over_a_view_shares_the_bytes_of_the_view()
    {
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(8, 2));
        GraphTensor view = builder.View(x, Extents.Shape(4, 2), nb1: 32, offset: 16);
        GraphTensor node = builder.NodeOver(GraphOp.Acc, view, default, view, x);
        Assert.Same(x, node.ViewSource);
        Assert.Equal((Extent)16, node.ViewOffset);
        Assert.Equal(view.Strides, node.Strides);
    }
}

// Sums, norms, sorting, products and positions beside llama.cpp's.
using Caravan.Tensors;

namespace Caravan.Oracle.Tests;

public sealed unsafe class ReductionOracleTests
{
    // Sums of some hundred floats in another order.
    private const double SumError = 1e-5;

    [Fact]
    public void Sums()
    {
        using OracleGraph graph = new();
        nint x = graph.F32(1, 37, 5, 3, 2);
        graph.AssertNear(graph.Op("ggml_sum", x), SumError, 10);
        graph.AssertNear(graph.Op("ggml_sum_rows", x), SumError, 10);
        graph.AssertNear(graph.Op("ggml_mean", x), SumError);
        graph.AssertNear(graph.Op("ggml_cumsum", x), SumError, 10);
        nint part = graph.Part(x, 8, 30, 4, 2, 2);
        graph.AssertNear(graph.Op("ggml_sum_rows", part), SumError, 10);
        graph.AssertNear(graph.Op("ggml_cumsum", part), SumError, 10);
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Sum_of_half_rows(TensorType type)
    {
        using OracleGraph graph = new();
        // llama.cpp rounds once, to the type of the result.
        graph.AssertNear(graph.Op("ggml_sum", graph.Floats(type, 2, 2, 37, 5, 3)), 1.0 / 256);
    }

    [Fact]
    public void Largest_of_each_row_and_equal_numbers()
    {
        using OracleGraph graph = new();
        graph.AssertSame(graph.Op("ggml_argmax", graph.F32(3, 37, 9)));
        nint ties = graph.New(TensorType.F32, 4, 2);
        ((float[])[1, 5, 5, 2, -1, -1, -1, -2]).CopyTo(new Span<float>(OracleTensor.Data(ties), 8));
        graph.AssertSame(graph.Op("ggml_argmax", ties));
        nint a = graph.I32([1, 2, 3, 4, 5, 6], 3, 2);
        graph.AssertSame(graph.Op("ggml_count_equal", a, graph.I32([1, 0, 3, 4, 0, 6], 3, 2)));
    }

    [Theory]
    [InlineData("ggml_norm", 1e-5f)]
    [InlineData("ggml_rms_norm", 1e-5f)]
    [InlineData("ggml_l2_norm", 1e-6f)]
    public void Norm_of_dense_and_of_strided_rows(string name, float epsilon)
    {
        using OracleGraph graph = new();
        var norm = (delegate* unmanaged<nint, nint, float, nint>)graph[name];
        nint x = graph.F32(4, 77, 5, 3, 2);
        graph.AssertNear(norm(graph.Context, x, epsilon), SumError);
        graph.AssertNear(norm(graph.Context, graph.Part(x, 12, 64, 4, 3, 2), epsilon), SumError);
        graph.AssertNear(norm(graph.Context, graph.Permute(x, 0, 2, 1, 3), epsilon), SumError);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    public void Norm_of_groups(int groups)
    {
        using OracleGraph graph = new();
        var norm = (delegate* unmanaged<nint, nint, int, float, nint>)graph["ggml_group_norm"];
        graph.AssertNear(norm(graph.Context, graph.F32(5, 9, 7, 12, 2), groups, 1e-5f), SumError);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Sorting(int order)
    {
        using OracleGraph graph = new();
        var sort = (delegate* unmanaged<nint, nint, int, nint>)graph["ggml_argsort"];
        graph.AssertSame(sort(graph.Context, graph.F32(6, 129, 5, 2), order));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(129)]
    public void The_largest_in_any_order(int count)
    {
        using OracleGraph graph = new();
        var top = (delegate* unmanaged<nint, nint, int, nint>)graph["ggml_top_k"];
        (byte[] expected, byte[] actual) = graph.Run(top(graph.Context, graph.F32(7, 129, 5, 2), count));
        for (int row = 0; row < 10; row++)
        {
            int[] right = Row(expected, row, count);
            int[] found = Row(actual, row, count);
            Assert.Equal(right.Order(), found.Order());
        }
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_K)]
    public void Outer_products(TensorType type)
    {
        using OracleGraph graph = new();
        nint a = graph.Floats(type, 8, 2, 256, 7, 2, 2);
        graph.AssertNear(graph.Op("ggml_out_prod", a, graph.F32(9, 5, 7, 2, 2)), SumError);
        graph.AssertNear(graph.Op("ggml_out_prod", a, graph.Permute(graph.F32(9, 7, 5, 2, 2), 1, 0, 2, 3)), SumError);
    }

    [Fact]
    public void Outer_products_of_shared_matrices()
    {
        using OracleGraph graph = new();
        graph.AssertNear(graph.Op("ggml_out_prod", graph.F32(8, 33, 7, 2, 1), graph.F32(9, 5, 7, 6, 2)), SumError);
    }

    [Theory]
    [InlineData(TensorType.F32, TensorType.F32)]
    [InlineData(TensorType.F16, TensorType.F16)]
    [InlineData(TensorType.BF16, TensorType.BF16)]
    [InlineData(TensorType.F16, TensorType.F32)]
    public void Products_with_activations_of_any_layout(TensorType weight, TensorType activation)
    {
        using OracleGraph graph = new();
        // llama.cpp rounds F32 activations to the type of the weight.
        double tolerance = weight == TensorType.F32 ? SumError : 0.02;
        nint w = graph.Floats(weight, 10, 2, 64, 6, 2);
        graph.AssertNear(graph.Op("ggml_mul_mat", w, graph.Floats(activation, 11, 2, 64, 5, 4, 3)), tolerance, 4);
        nint permuted = graph.Permute(graph.Floats(weight, 12, 2, 64, 2, 6), 0, 2, 1, 3);
        nint rows = graph.Permute(graph.Floats(activation, 13, 2, 64, 4, 5), 0, 2, 1, 3);
        graph.AssertNear(graph.Op("ggml_mul_mat", permuted, rows), tolerance, 4);
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    public void Softmax_with_mask_slopes_and_sinks(TensorType mask)
    {
        using OracleGraph graph = new();
        var soft = (delegate* unmanaged<nint, nint, nint, float, float, nint>)graph["ggml_soft_max_ext"];
        var add = (delegate* unmanaged<nint, nint, void>)graph["ggml_soft_max_add_sinks"];
        nint x = graph.F32(14, 33, 5, 6, 2);
        graph.AssertNear(soft(graph.Context, x, 0, 0.4f, 0), SumError, 0.1);
        nint m = graph.Floats(mask, 15, 3, 33, 5, 1, 2);
        graph.AssertNear(soft(graph.Context, x, m, 0.4f, 0), SumError, 0.1);
        graph.AssertNear(soft(graph.Context, x, m, 0.4f, 8), SumError, 0.1);
        nint withSinks = soft(graph.Context, x, m, 0.4f, 0);
        add(withSinks, graph.F32(16, 6));
        graph.AssertNear(withSinks, SumError, 0.1);
    }

    [Fact]
    public void Triangular_systems()
    {
        using OracleGraph graph = new();
        nint a = graph.F32(17, 12, 12, 3, 2);
        for (int i = 0; i < 6; i++)
        {
            for (int row = 0; row < 12; row++)
            {
                ((float*)OracleTensor.Data(a))[i * 144 + row * 13] = 3 + row;
            }
        }

        var solve = (delegate* unmanaged<nint, nint, nint, byte, byte, byte, nint>)graph["ggml_solve_tri"];
        graph.AssertNear(solve(graph.Context, a, graph.F32(18, 70, 12, 3, 2), 1, 1, 0), SumError);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void Embeddings_of_time_steps(int dimensions)
    {
        using OracleGraph graph = new();
        var embed = (delegate* unmanaged<nint, nint, int, int, nint>)graph["ggml_timestep_embedding"];
        graph.AssertNear(embed(graph.Context, graph.Floats(TensorType.F32, 19, 100, 5), dimensions, 10000), SumError);
    }

    private static int[] Row(byte[] bytes, int row, int count) =>
        [.. Enumerable.Range(0, count).Select(i => BitConverter.ToInt32(bytes, (row * count + i) * sizeof(int)))];
}

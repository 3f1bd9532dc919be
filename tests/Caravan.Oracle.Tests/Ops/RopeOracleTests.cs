// Rotary position embedding beside llama.cpp's.
using Caravan.Tensors;

namespace Caravan.Oracle.Tests;

public sealed unsafe class RopeOracleTests
{
    // Angles of some hundred radians, of which both engines lose a few bits in cosine and sine.
    private const double AngleError = 2e-5;

    [Theory]
    [InlineData(0, 32, 0f, TensorType.F32)]
    [InlineData(0, 20, 0f, TensorType.F32)]
    [InlineData(2, 32, 0f, TensorType.F32)]
    [InlineData(2, 20, 1f, TensorType.F32)]
    [InlineData(0, 32, 1f, TensorType.F32)]
    [InlineData(0, 32, 0f, TensorType.F16)]
    [InlineData(2, 20, 1f, TensorType.F16)]
    public void Neighbours_and_halves(int mode, int dimensions, float extrapolation, TensorType type)
    {
        using OracleGraph graph = new();
        nint x = graph.Floats(type, 1, 2, 32, 3, 5, 2);
        nint positions = graph.I32([0, 7, 1, 400, 33], 5);
        double tolerance = type == TensorType.F16 ? 1.0 / 512 : AngleError;
        graph.AssertNear(Rope(graph, x, positions, 0, mode, dimensions, extrapolation), tolerance);
        nint factors = graph.Floats(TensorType.F32, 2, 0.5f, dimensions / 2);
        for (int i = 0; i < dimensions / 2; i++)
        {
            ((float*)OracleTensor.Data(factors))[i] += 1;
        }

        graph.AssertNear(Rope(graph, x, positions, factors, mode, dimensions, extrapolation), tolerance);
        nint part = graph.Part(x, OracleTensor.Stride(x, 1), 32, 2, 5, 2);
        graph.AssertNear(Rope(graph, part, positions, 0, mode, dimensions, extrapolation), tolerance);
    }

    [Theory]
    [InlineData(8, 32, new[] { 4, 6, 6, 0 }, TensorType.F32)]
    [InlineData(8, 20, new[] { 2, 3, 3, 2 }, TensorType.F32)]
    [InlineData(8, 32, new[] { 4, 6, 6, 0 }, TensorType.F16)]
    [InlineData(40, 32, new[] { 6, 5, 5, 0 }, TensorType.F32)]
    [InlineData(40, 24, new[] { 4, 4, 4, 0 }, TensorType.F32)]
    [InlineData(24, 16, new[] { 8, 8, 0, 0 }, TensorType.F32)]
    [InlineData(24, 16, new[] { 4, 4, 4, 4 }, TensorType.F32)]
    public void Four_positions_in_sections(int mode, int dimensions, int[] sections, TensorType type)
    {
        using OracleGraph graph = new();
        var rope = (delegate* unmanaged<
            nint,
            nint,
            nint,
            nint,
            int,
            int*,
            int,
            int,
            float,
            float,
            float,
            float,
            float,
            float,
            nint>)
            graph["ggml_rope_multi"];
        nint x = graph.Floats(type, 3, 2, 32, 3, 5);
        nint positions = graph.I32([.. Enumerable.Range(0, 20).Select(i => i * 37 % 101)], 20);
        // The constructor reads four sections.
        ReadOnlySpan<int> given = sections;
        fixed (int* first = given)
        {
            nint node = rope(graph.Context, x, positions, 0, dimensions, first, mode, 4096, 10000, 1, 0, 1, 32, 1);
            graph.AssertNear(node, type == TensorType.F16 ? 1.0 / 512 : AngleError);
        }
    }

    private static nint Rope(
        OracleGraph graph,
        nint x,
        nint positions,
        nint factors,
        int mode,
        int dimensions,
        float extrapolation
    )
    {
        var rope = (delegate* unmanaged<
            nint,
            nint,
            nint,
            nint,
            int,
            int,
            int,
            float,
            float,
            float,
            float,
            float,
            float,
            nint>)
            graph["ggml_rope_ext"];
        return rope(
            graph.Context,
            x,
            positions,
            factors,
            dimensions,
            mode,
            512,
            10000,
            0.25f,
            extrapolation,
            1.1f,
            32,
            1
        );
    }
}

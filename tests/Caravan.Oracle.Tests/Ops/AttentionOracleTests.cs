// Attention in one op beside llama.cpp's.
using Caravan.Tensors;

namespace Caravan.Oracle.Tests;

public sealed unsafe class AttentionOracleTests
{
    private const int Cache = 100;

    // llama.cpp sums values position by position.
    private const double FloatError = 2e-5;

    // We round weights of quantized values to sixteen bits.
    private const double WordError = 1e-4;

    // Its sums over F16 values are F16: eleven bits, rounded at every position.
    private const double HalfError = 2e-2;

    // It rounds queries to eight bits before they meet quantized keys.
    private const double QuantizedError = 5e-2;

    public static TheoryData<TensorType, TensorType, double> CacheTypes =>
        new()
        {
            { TensorType.F32, TensorType.F32, FloatError },
            { TensorType.F32, TensorType.Q8_0, WordError },
            { TensorType.F32, TensorType.Q4_1, FloatError },
            { TensorType.F32, TensorType.IQ4_NL, WordError },
            { TensorType.F32, TensorType.BF16, FloatError },
            { TensorType.F32, TensorType.F16, HalfError },
            { TensorType.F16, TensorType.F16, HalfError },
            { TensorType.F16, TensorType.Q5_0, HalfError },
            { TensorType.BF16, TensorType.F32, HalfError },
            { TensorType.Q8_0, TensorType.Q8_0, QuantizedError },
            { TensorType.Q4_0, TensorType.F16, QuantizedError },
            { TensorType.Q5_1, TensorType.Q4_0, QuantizedError },
        };

    [Theory]
    [MemberData(nameof(CacheTypes))]
    public void Caches_of_every_pair_of_types(TensorType keys, TensorType values, double tolerance)
    {
        using OracleGraph graph = new();
        nint q = graph.F32(1, 64, 5, 4);
        nint k = graph.Floats(keys, 2, 1, 64, Cache, 2);
        nint v = graph.Floats(values, 3, 1, 64, Cache, 2);
        graph.AssertNear(Attention(graph, q, k, v, Mask(graph, 5)), tolerance);
    }

    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(true, 0, 0)]
    [InlineData(false, 8, 0)]
    [InlineData(false, 0, 5)]
    [InlineData(true, 8, 5)]
    public void Sinks_bias_and_soft_cap(bool hasSinks, float maxBias, float softCap)
    {
        using OracleGraph graph = new();
        nint q = graph.F32(1, 32, 5, 6);
        nint node = Attention(
            graph,
            q,
            graph.F32(2, 32, Cache, 2),
            graph.F32(3, 32, Cache, 2),
            Mask(graph, 5),
            maxBias,
            softCap
        );
        AddSinks(graph, node, hasSinks ? graph.F32(4, 6) : 0);
        graph.AssertNear(node, FloatError);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(6, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    public void Masks_of_heads_and_batches(int heads, int batches)
    {
        using OracleGraph graph = new();
        nint q = graph.F32(1, 32, 5, 6, 4);
        nint k = graph.F32(2, 32, Cache, 3, 4);
        nint v = graph.F32(3, 32, Cache, 3, 4);
        nint node = Attention(graph, q, k, v, Mask(graph, 5, heads, batches), maxBias: 4);
        AddSinks(graph, node, graph.F32(4, 6));
        graph.AssertNear(node, FloatError);
    }

    [Fact]
    public void No_mask()
    {
        using OracleGraph graph = new();
        nint node = Attention(graph, graph.F32(1, 40, 3, 2), graph.F32(2, 40, Cache, 2), graph.F32(3, 36, Cache, 2), 0);
        graph.AssertNear(node, FloatError);
    }

    [Fact]
    public void Mask_with_more_rows_and_longer_rows_than_needed()
    {
        using OracleGraph graph = new();
        nint mask = graph.Floats(TensorType.F16, 5, 3, Cache + 28, 64);
        nint k = graph.Part(graph.F32(2, 32, Cache + 28, 2), 0, 32, Cache, 2);
        nint v = graph.Part(graph.F32(3, 32, Cache + 28, 2), 0, 32, Cache, 2);
        graph.AssertNear(Attention(graph, graph.F32(1, 32, 5, 4), k, v, mask), FloatError);
    }

    // As caches lie: heads of a position side by side; the values are the first part of the keys.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Values_within_strided_keys(int tokens)
    {
        using OracleGraph graph = new();
        nint cache = graph.F32(2, 96, 2, Cache);
        nint k = graph.Permute(cache, 0, 2, 1, 3);
        nint v = graph.Permute(graph.Part(cache, 0, 64, 2, Cache), 0, 2, 1, 3);
        nint q = graph.Permute(graph.F32(1, 96, 8, tokens), 0, 2, 1, 3);
        graph.AssertNear(Attention(graph, q, k, v, Mask(graph, tokens)), FloatError);
    }

    [Fact]
    public void Query_that_sees_nothing()
    {
        using OracleGraph graph = new();
        nint mask = graph.New(TensorType.F16, Cache, 2);
        new Span<Half>(OracleTensor.Data(mask), 2 * Cache).Fill(Half.NegativeInfinity);
        nint q = graph.F32(1, 32, 2, 2);
        nint node = Attention(graph, q, graph.F32(2, 32, Cache, 2), graph.F32(3, 32, Cache, 2), mask);
        graph.AssertSame(node);
        AddSinks(graph, node, graph.F32(4, 2));
        graph.AssertSame(node);
    }

    [Fact]
    public void Long_cache_in_generation()
    {
        using OracleGraph graph = new();
        nint mask = graph.Floats(TensorType.F16, 5, 3, 2500, 1);
        nint node = Attention(
            graph,
            graph.F32(1, 32, 1, 4),
            graph.F32(2, 32, 2500, 1),
            graph.F32(3, 32, 2500, 1),
            mask
        );
        AddSinks(graph, node, graph.F32(4, 4));
        graph.AssertNear(node, FloatError);
    }

    private static nint Attention(
        OracleGraph graph,
        nint q,
        nint k,
        nint v,
        nint mask,
        float maxBias = 0,
        float softCap = 0
    )
    {
        var attention = (delegate* unmanaged<nint, nint, nint, nint, nint, float, float, float, nint>)
            graph["ggml_flash_attn_ext"];
        return attention(graph.Context, q, k, v, mask, 0.15f, maxBias, softCap);
    }

    private static void AddSinks(OracleGraph graph, nint node, nint sinks) =>
        ((delegate* unmanaged<nint, nint, void>)graph["ggml_flash_attn_ext_add_sinks"])(node, sinks);

    // Biases, and positions that are not seen.
    private static nint Mask(OracleGraph graph, int tokens, int heads = 1, int batches = 1)
    {
        nint mask = graph.Floats(TensorType.F16, 5, 3, Cache, tokens, heads, batches);
        foreach (ref Half value in new Span<Half>(OracleTensor.Data(mask), Cache * tokens * heads * batches))
        {
            value = value < (Half)(-1) ? Half.NegativeInfinity : value;
        }

        return mask;
    }
}

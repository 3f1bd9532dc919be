// State space models, linear attention and hyper-connections beside llama.cpp's.
using Caravan.Tensors;

namespace Caravan.Oracle.Tests;

public sealed unsafe class RecurrenceOracleTests
{
    // A few tokens' sums of products of 64 floats, and exponentials of either engine.
    private const double RecurrenceError = 2e-5;

    [Theory]
    [InlineData(4, 7, 5, 2)]
    [InlineData(4, 40, 1, 1)]
    [InlineData(3, 8, 2, 3)]
    public void Short_convolution(long taps, long channels, long tokens, long sequences)
    {
        using OracleGraph graph = new();
        nint x = graph.F32(1, taps - 1 + tokens, channels, sequences);
        graph.AssertNear(graph.Op("ggml_ssm_conv", x, graph.F32(2, taps, channels)), 1e-6);
    }

    [Theory]
    [InlineData(16, 1, 24, 1, 5, 2, 16)]
    [InlineData(128, 8, 4, 2, 3, 2, 1)]
    [InlineData(36, 5, 6, 1, 4, 1, 1)]
    public void Scan_of_mamba(long n, long dim, long heads, long groups, long tokens, long sequences, long decays)
    {
        using OracleGraph graph = new();
        nint states = graph.F32(3, n, dim, heads, 4);
        nint x = graph.F32(4, dim, heads, tokens, sequences);
        nint dt = graph.F32(5, heads, tokens, sequences);
        nint a = graph.Floats(TensorType.F32, 6, 1, decays, heads);
        nint b = graph.Floats(TensorType.F32, 7, 0.5f, n, groups, tokens, sequences);
        nint c = graph.Floats(TensorType.F32, 8, 0.5f, n, groups, tokens, sequences);
        nint ids = graph.I32(sequences == 1 ? [2] : [3, 1], sequences);
        // The last argument is the number of state snapshots that later versions write; 1 is the op as it was before.
        var scan = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint, long, nint>)
            graph["ggml_ssm_scan"];
        graph.AssertNear(scan(graph.Context, states, x, dt, a, b, c, ids, 1), RecurrenceError, 4);
    }

    [Theory]
    [InlineData(64, 2, 6, 2)]
    [InlineData(32, 3, 1, 1)]
    public void Recurrence_of_rwkv_6(long d, long heads, long tokens, long sequences)
    {
        using OracleGraph graph = new();
        nint Operand(int seed) => graph.Floats(TensorType.F32, seed, 0.7f, d, heads, tokens);
        var wkv = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint>)graph["ggml_rwkv_wkv6"];
        nint states = graph.F32(13, d * d * heads, sequences);
        nint node = wkv(
            graph.Context,
            Operand(9),
            Operand(10),
            Operand(11),
            graph.F32(12, d, heads),
            Operand(14),
            states
        );
        graph.AssertNear(node, RecurrenceError, 8);
    }

    [Theory]
    [InlineData(64, 2, 6, 2)]
    [InlineData(32, 3, 1, 1)]
    public void Recurrence_of_rwkv_7(long d, long heads, long tokens, long sequences)
    {
        using OracleGraph graph = new();
        nint Operand(int seed) => graph.Floats(TensorType.F32, seed, 0.2f, d, heads, tokens);
        var wkv = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint, nint>)graph["ggml_rwkv_wkv7"];
        nint states = graph.F32(21, d * d * heads, sequences);
        nint node = wkv(
            graph.Context,
            Operand(15),
            Operand(16),
            Operand(17),
            Operand(18),
            Operand(19),
            Operand(20),
            states
        );
        graph.AssertNear(node, RecurrenceError, 8);
    }

    [Theory]
    [InlineData(64, 2, 6, 2)]
    [InlineData(32, 3, 1, 1)]
    public void Gated_linear_attention(long d, long heads, long tokens, long sequences)
    {
        using OracleGraph graph = new();
        nint Operand(int seed) => graph.Floats(TensorType.F32, seed, 0.7f, d, heads, tokens);
        var gla = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, float, nint>)graph["ggml_gated_linear_attn"];
        nint states = graph.F32(26, d * d * heads, sequences);
        graph.AssertNear(
            gla(graph.Context, Operand(22), Operand(23), Operand(24), Operand(25), states, 0.125f),
            RecurrenceError,
            4
        );
    }

    [Theory]
    [InlineData(64, 4, 2, 5, 2, 1, false)]
    [InlineData(64, 4, 2, 5, 2, 3, true)]
    [InlineData(20, 3, 3, 2, 1, 2, false)]
    public void Gated_delta_rule(long d, long heads, long keys, long tokens, long sequences, long snapshots, bool each)
    {
        using OracleGraph graph = new();
        nint q = graph.Floats(TensorType.F32, 27, 0.3f, d, keys, tokens, sequences);
        nint k = graph.Floats(TensorType.F32, 28, 0.3f, d, keys, tokens, sequences);
        nint v = graph.F32(29, d, heads, tokens, sequences);
        nint g = graph.Floats(TensorType.F32, 30, 0.5f, each ? d : 1, heads, tokens, sequences);
        nint beta = graph.Floats(TensorType.F32, 31, 1, 1, heads, tokens, sequences);
        nint states = graph.F32(32, d, d, heads, sequences);
        var delta = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, long, nint>)
            graph["ggml_gated_delta_net"];
        graph.AssertNear(delta(graph.Context, q, k, v, g, beta, states, snapshots), RecurrenceError, 4);
    }

    [Theory]
    [InlineData(TensorType.F32, 1e-5)]
    [InlineData(TensorType.F16, 1e-5)]
    [InlineData(TensorType.Q8_0, 1e-5)]
    public void Indexer_of_sparse_attention(TensorType type, double tolerance)
    {
        using OracleGraph graph = new();
        nint q = graph.F32(33, 64, 5, 3, 2);
        nint k = graph.Floats(type, 34, 2, 64, 1, 70, 2);
        nint w = graph.F32(35, 5, 3, 1, 2);
        nint mask = graph.Floats(TensorType.F16, 36, 2, 70, 3, 1, 1);
        var indexer = (delegate* unmanaged<nint, nint, nint, nint, nint, nint>)graph["ggml_lightning_indexer"];
        graph.AssertNear(indexer(graph.Context, q, k, w, mask), tolerance, 10);
    }

    [Fact]
    public void Hyper_connections()
    {
        using OracleGraph graph = new();
        var comb = (delegate* unmanaged<nint, nint, nint, nint, float, int, nint>)graph["ggml_dsv4_hc_comb"];
        nint mixes = graph.F32(37, 24, 7);
        graph.AssertNear(comb(graph.Context, mixes, graph.F32(38, 3), graph.F32(39, 24), 1e-6f, 20), 1e-5, 0.1);
        nint x = graph.F32(40, 50, 4, 7);
        graph.AssertNear(graph.Op("ggml_dsv4_hc_pre", x, graph.F32(41, 4, 7)), 1e-6, 4);
        var post = (delegate* unmanaged<nint, nint, nint, nint, nint, nint>)graph["ggml_dsv4_hc_post"];
        nint one = graph.F32(42, 50, 7);
        graph.AssertNear(post(graph.Context, one, x, graph.F32(43, 4, 7), graph.F32(44, 4, 4, 7)), 1e-6, 4);
    }
}

// ik_llama.cpp's fused ops beside the plain ops they stand for.
using Caravan.Cpu;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Placed;

public sealed class RaiseTests : IDisposable
{
    private const float Epsilon = 1e-5f;
    private const int Relu = 6;
    private const int Sigmoid = 7;
    private const int Silu = 10;
    private const int SwiGlu = 13;
    private const int Gelu = 15;
    private readonly CpuDevice device = new(2);
    private readonly TestGraph graph;

    public RaiseTests() => graph = new TestGraph(device, Dialect.Ik);

    public void Dispose()
    {
        graph.Dispose();
        device.Dispose();
    }

    [Theory]
    [InlineData(WireOp.FusedRmsNorm, WireOp.RmsNorm)]
    [InlineData(WireOp.FusedNorm, WireOp.Norm)]
    public void Fused_norms_are_a_norm_and_a_product(WireOp fused, WireOp plain)
    {
        int[] epsilon = [TestGraph.Bits(Epsilon)];
        RawTensor x = graph.Floats(1, 64, 5);
        RawTensor w = graph.Floats(2, 64);
        RawTensor actual = graph.Op(fused, [64, 5], epsilon, x, w);
        RawTensor norm = graph.Op(plain, [64, 5], epsilon, x);
        RawTensor expected = graph.Op(WireOp.Mul, [64, 5], [], norm, w);
        CheckEqual(expected, actual);
    }

    [Fact]
    public void A_fused_norm_without_weights_is_a_norm()
    {
        RawTensor x = graph.Floats(1, 64, 5);
        RawTensor actual = graph.Op(WireOp.FusedRmsNorm, [64, 5], [TestGraph.Bits(Epsilon)], x);
        RawTensor expected = graph.Op(WireOp.RmsNorm, [64, 5], [TestGraph.Bits(Epsilon)], x);
        CheckEqual(expected, actual);
    }

    [Fact]
    public void The_sum_of_two_norms_is_that_of_their_products()
    {
        int[] epsilon = [TestGraph.Bits(Epsilon)];
        RawTensor x = graph.Floats(1, 64, 5);
        RawTensor y = graph.Floats(2, 64, 5);
        RawTensor v = graph.Floats(3, 64);
        RawTensor w = graph.Floats(4, 64);
        RawTensor actual = graph.Op(WireOp.FusedRmsRmsAdd, [64, 5], epsilon, x, v, y, w);
        RawTensor first = graph.Op(WireOp.Mul, [64, 5], [], graph.Op(WireOp.RmsNorm, [64, 5], epsilon, x), v);
        RawTensor second = graph.Op(WireOp.Mul, [64, 5], [], graph.Op(WireOp.RmsNorm, [64, 5], epsilon, y), w);
        CheckEqual(graph.Op(WireOp.Add, [64, 5], [], first, second), actual);
    }

    [Theory]
    [InlineData(Silu, 0f)]
    [InlineData(Silu, 0.5f)]
    [InlineData(Relu, 0f)]
    [InlineData(Gelu, 0f)]
    public void A_product_with_an_activation_limits_both_factors(int function, float limit)
    {
        RawTensor gate = graph.Floats(1, 32, 3);
        RawTensor up = graph.Floats(2, 32, 3);
        RawTensor actual = graph.Op(WireOp.FusedMulUnary, [32, 3], [function, TestGraph.Bits(limit)], gate, up);
        CheckNear(Gated(gate, up, [32, 3], function, limit), actual);
    }

    [Fact]
    public void One_gate_a_row_is_repeated_over_the_row()
    {
        RawTensor gate = graph.Floats(1, 1, 3);
        RawTensor up = graph.Floats(2, 32, 3);
        RawTensor actual = graph.Op(WireOp.FusedMulUnary, [32, 3], [Sigmoid, 0], gate, up);
        RawTensor active = graph.Op(WireOp.Unary, [1, 3], [Sigmoid], gate);
        CheckEqual(graph.Op(WireOp.Mul, [32, 3], [], up, active), actual);
    }

    [Theory]
    [InlineData(Silu, 0f)]
    [InlineData(Gelu, 0f)]
    [InlineData(Relu, 0.25f)]
    public void Up_and_gate_are_two_products_and_an_activation(int function, float limit)
    {
        RawTensor upWeights = graph.Floats(1, 64, 16);
        RawTensor gateWeights = graph.Floats(2, 64, 16);
        RawTensor x = graph.Floats(3, 64, 3);
        int[] parameters = [function, TestGraph.Bits(limit)];
        RawTensor actual = graph.Op(WireOp.FusedUpGate, [16, 3], parameters, upWeights, gateWeights, x);
        RawTensor up = graph.Op(WireOp.MulMat, [16, 3], [], upWeights, x);
        RawTensor gate = graph.Op(WireOp.MulMat, [16, 3], [], gateWeights, x);
        CheckNear(Gated(gate, up, [16, 3], function, limit), actual);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Experts_may_have_up_and_gate_in_one_tensor(bool hasBias)
    {
        RawTensor merged = graph.Floats(1, 32, 24, 4);
        RawTensor bias = graph.Floats(2, 24, 4);
        RawTensor x = graph.Floats(3, 32, 1, 2);
        RawTensor ids = graph.Integers([3, 0, 1, 3], 2, 2);
        uint[] shape = [12, 2, 2];
        RawTensor actual = graph.Op(
            WireOp.MoeFusedUpGate,
            shape,
            [Silu, 0],
            merged,
            null,
            x,
            ids,
            hasBias ? bias : null
        );
        RawTensor gateWeights = graph.View(merged, 0, [32, 12, 4, 1], merged.Strides);
        RawTensor upWeights = graph.View(merged, 12 * 32 * 4, [32, 12, 4, 1], merged.Strides);
        RawTensor gate = graph.Op(WireOp.MulMatId, shape, [], gateWeights, x, ids);
        RawTensor up = graph.Op(WireOp.MulMatId, shape, [], upWeights, x, ids);
        if (hasBias)
        {
            gate = graph.Op(WireOp.AddId, shape, [], gate, graph.View(bias, 0, [12, 4, 1, 1], bias.Strides), ids);
            up = graph.Op(WireOp.AddId, shape, [], up, graph.View(bias, 48, [12, 4, 1, 1], bias.Strides), ids);
        }

        CheckNear(Gated(gate, up, shape, Silu, 0), actual);
    }

    [Fact]
    public void Experts_outside_the_table_give_rows_of_zeros()
    {
        RawTensor weights = graph.Floats(1, 32, 12, 4);
        RawTensor x = graph.Floats(3, 32, 1, 1);
        RawTensor ids = graph.Integers([-1, 2], 2, 1);
        RawTensor actual = graph.Op(WireOp.MoeFusedUpGate, [12, 2, 1], [Silu, 0], weights, weights, x, ids);
        graph.Run();

        Assert.All(graph.Read(actual)[..12], value => Assert.Equal(0, value));
        Assert.Contains(graph.Read(actual)[12..], value => value != 0);
    }

    [Fact]
    public void Added_rows_follow_the_first()
    {
        RawTensor x = graph.Floats(1, 8, 3, 2);
        RawTensor first = graph.View(x, 0, [8, 2, 1, 1], [4, 96, 192, 192]);
        RawTensor actual = graph.Op(WireOp.MultiAdd, [8, 2], [3], first);
        graph.Run();

        float[] values = graph.Read(x);
        float[] sums = graph.Read(actual);
        for (int i = 0; i < sums.Length; i++)
        {
            int at = (i / 8 * 24) + (i % 8);
            Assert.Equal(values[at] + values[at + 8] + values[at + 16], sums[i], 1e-6f);
        }
    }

    [Fact]
    public void A_soft_cap_is_a_scaled_tanh()
    {
        RawTensor x = graph.Floats(1, 40, 2);
        RawTensor actual = graph.Op(WireOp.SoftCap, [40, 2], [TestGraph.Bits(0.5f), TestGraph.Bits(30)], x);
        graph.Run();

        float[] values = graph.Read(x);
        Assert.All(
            graph.Read(actual).Select((value, i) => (value, i)),
            pair => Assert.Equal(30 * MathF.Tanh(0.5f * values[pair.i]), pair.value, 1e-4f)
        );
    }

    [Fact]
    public void A_capped_softmax_is_a_cap_and_a_softmax()
    {
        RawTensor x = graph.Floats(1, 16, 4, 2);
        RawTensor mask = graph.Floats(2, 16, 4);
        int before = TestGraph.Bits(0.7f);
        int after = TestGraph.Bits(3);
        int scale = TestGraph.Bits(0.4f);
        RawTensor actual = graph.Op(WireOp.SoftCapMax, [16, 4, 2], [scale, 0, before, after], x, mask);
        RawTensor capped = graph.Op(WireOp.SoftCap, [16, 4, 2], [before, after], x);
        CheckEqual(graph.Op(WireOp.SoftMax, [16, 4, 2], [scale, 0], capped, mask), actual);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_rope_over_a_cache_is_a_rope(int mode)
    {
        RawTensor x = graph.Floats(1, 32, 2, 3);
        RawTensor positions = graph.Integers([4, 5, 9], 3);
        int[] rope = Rope(mode, 16);
        RawTensor cache = graph.Op(WireOp.RopeCache, [32, 3], rope, positions);
        // A client may use the memory of the positions again once the cache is made.
        graph.Op(WireOp.Scale, [3], [TestGraph.Bits(0), TestGraph.Bits(1)], graph.Floats(9, 3));
        RawTensor actual = graph.Op(WireOp.RopeFast, [32, 2, 3], [16, mode], x, cache);
        CheckEqual(graph.Op(WireOp.Rope, [32, 2, 3], rope, x, positions), actual);
    }

    [Fact]
    public void A_flipped_rope_turns_the_end_of_the_head()
    {
        RawTensor x = graph.Floats(1, 32, 2, 3);
        RawTensor positions = graph.Integers([4, 5, 9], 3);
        int[] flipped = Rope(2, 16);
        flipped[15] = 1;
        RawTensor actual = graph.Op(WireOp.Rope, [32, 2, 3], flipped, x, positions);
        RawTensor end = graph.View(x, 64, [16, 2, 3, 1], x.Strides);
        RawTensor expected = graph.Op(WireOp.Rope, [16, 2, 3], Rope(2, 16), end, positions);
        graph.Run();

        float[] whole = graph.Read(actual);
        Assert.Equal(graph.Read(x)[..16], whole[..16]);
        Assert.Equal(graph.Read(expected)[..16], whole[16..32]);
    }

    [Fact]
    public void Swiglu_takes_the_halves_of_a_row()
    {
        RawTensor x = graph.Floats(1, 24, 3);
        RawTensor actual = graph.Op(WireOp.Unary, [12, 3], [SwiGlu], x);
        RawTensor gate = graph.View(x, 0, [12, 3, 1, 1], x.Strides);
        RawTensor up = graph.View(x, 48, [12, 3, 1, 1], x.Strides);
        CheckNear(Gated(gate, up, [12, 3], Silu, 0), actual);
    }

    [Fact]
    public void Marks_of_the_scheduler_change_nothing()
    {
        RawTensor a = graph.Floats(1, 8);
        RawTensor b = graph.Floats(2, 8);
        int[] mark = new int[16];
        mark[0] = 0xff;
        mark[15] = 0xff;
        RawTensor actual = graph.Op(WireOp.Add, [8], mark, a, b);
        CheckEqual(graph.Op(WireOp.Add, [8], [], a, b), actual);
    }

    [Fact]
    public void A_cast_that_names_itself_is_a_copy()
    {
        RawTensor x = graph.Floats(1, 8);
        RawTensor cast = graph.Op(WireOp.Cpy, [8], [], x);
        cast = cast with { Sources = [x.Id, cast.Id] };
        graph.Tensors[^1] = cast;
        graph.Run();

        Assert.Equal(graph.Read(x), graph.Read(cast));
    }

    // The plain ops, for a limit with both factors clamped.
    private RawTensor Gated(RawTensor gate, RawTensor up, uint[] shape, int function, float limit)
    {
        RawTensor active = graph.Op(WireOp.Unary, shape, [function], gate);
        if (limit > 0)
        {
            int[] above = [TestGraph.Bits(float.NegativeInfinity), TestGraph.Bits(limit)];
            active = graph.Op(WireOp.Clamp, shape, above, active);
            up = graph.Op(WireOp.Clamp, shape, [TestGraph.Bits(-limit), TestGraph.Bits(limit)], up);
        }

        return graph.Op(WireOp.Mul, shape, [], active, up);
    }

    private static int[] Rope(int mode, int dimensions)
    {
        int[] words = new int[16];
        words[1] = dimensions;
        words[2] = mode;
        words[4] = 512;
        words[5] = TestGraph.Bits(10000);
        words[6] = TestGraph.Bits(1);
        words[8] = TestGraph.Bits(1);
        words[9] = TestGraph.Bits(32);
        words[10] = TestGraph.Bits(1);
        return words;
    }

    private void CheckEqual(RawTensor expected, RawTensor actual)
    {
        graph.Run();
        Assert.Contains(graph.Read(actual), value => value != 0);
        Assert.Equal(graph.Read(expected), graph.Read(actual));
    }

    // A joined activation may round otherwise than the activation and the product.
    private void CheckNear(RawTensor expected, RawTensor actual)
    {
        graph.Run();
        float[] values = graph.Read(actual);
        Assert.Contains(values, value => value != 0);
        Assert.All(
            graph.Read(expected).Select((value, i) => (value, i)),
            pair => Assert.Equal(pair.value, values[pair.i], 1e-5f * (1 + MathF.Abs(pair.value)))
        );
    }
}

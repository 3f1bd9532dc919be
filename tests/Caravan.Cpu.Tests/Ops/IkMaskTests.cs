// ik_llama.cpp's ops that choose positions of the cache, beside scalar loops.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public sealed class IkMaskTests
{
    [Fact]
    public void Mask_lets_chosen_positions_through_and_keeps_rows_beyond_them()
    {
        Half[] mask = Array.ConvertAll(TestData.Floats(6 * 3, 1), v => (Half)v);
        int[] chosen = [5, 0, 2, 2];
        OpRun run = new();
        GraphTensor masked = run.Builder.Node(
            GraphOp.MaskTopK,
            TensorType.F16,
            Extents.Shape(6, 3),
            null,
            default,
            run.Input(TensorType.F16, MemoryMarshal.AsBytes<Half>(mask), 6, 3),
            run.I32(chosen, 2, 2)
        );
        Half[] expected = [.. mask];
        for (int i = 0; i < 12; i++)
        {
            bool isChosen = chosen.Skip(i / 6 * 2).Take(2).Contains(i % 6);
            expected[i] = isChosen ? mask[i] : Half.NegativeInfinity;
        }

        Assert.Equal(expected, MemoryMarshal.Cast<byte, Half>(run.Bytes(masked)).ToArray());
    }

    [Fact]
    public void Named_elements_are_replaced()
    {
        float[] x = TestData.Floats(7 * 3, 2);
        long[] numbers = [0, 6, 3, 3, 5, 1];
        OpRun run = new();
        GraphTensor blended = run.Node(
            GraphOp.Blend,
            Extents.Shape(7, 3),
            OpParameters.Floats(-4.5f),
            run.F32(x, 7, 3),
            run.Input(TensorType.I64, MemoryMarshal.AsBytes<long>(numbers), 2, 3)
        );
        float[] expected = [.. x];
        for (int i = 0; i < numbers.Length; i++)
        {
            expected[i / 2 * 7 + numbers[i]] = -4.5f;
        }

        Assert.Equal(expected, run.Floats(blended));
    }

    [Fact]
    public void Zeros_of_a_mask_are_counted_out()
    {
        float[] mask = [0, -1, 0, 0, -1, -1, -1, -1, -1, 0, -1, 0];
        OpRun run = new();
        GraphTensor indices = Indices(run, 3, run.F32(mask, 4, 3));
        Assert.Equal([0, 2, 3, -1, -1, -1, 1, 3, -1], run.Integers(indices));
    }

    [Fact]
    public void More_zeros_than_room_are_refused()
    {
        OpRun run = new();
        GraphTensor indices = Indices(run, 2, run.F16([0, 0, 0, -1], 4));
        DeviceException exception = Assert.Throws<DeviceException>(() => run.Integers(indices));
        Assert.Contains("more zeros than the 2", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Best_keys_of_each_token(int tokens)
    {
        const int d = 64;
        const int cache = 100;
        const int heads = 3;
        const int count = 17;
        float[] keys = TestData.Floats(d * cache, 3);
        float[] queries = TestData.Floats(d * heads * tokens, 4);
        float[] weights = TestData.Floats(heads * tokens, 5);
        float[] mask = TestData.Floats(cache * tokens, 6, 100);
        OpRun run = new();
        GraphTensor top = run.Builder.Node(
            GraphOp.IndexerTopK,
            TensorType.I32,
            Extents.Shape(count, tokens),
            null,
            OpParameters.Integers((int)UnaryOp.Relu),
            run.F32(keys, d, cache),
            run.F32(queries, d, heads, tokens),
            run.F32(weights, heads, tokens),
            run.F32(mask, cache, tokens)
        );
        List<int> expected = [];
        for (int token = 0; token < tokens; token++)
        {
            double[] scores = [.. mask.Skip(token * cache).Take(cache).Select(m => (double)m)];
            for (int i = 0; i < cache * heads; i++)
            {
                int head = i % heads + heads * token;
                double product = 0;
                for (int j = 0; j < d; j++)
                {
                    product += (double)keys[j + d * (i / heads)] * queries[j + d * head];
                }

                scores[i / heads] += Math.Max(product, 0) * weights[head];
            }

            expected.AddRange(Enumerable.Range(0, cache).OrderByDescending(i => scores[i]).Take(count));
        }

        Assert.Equal(expected, run.Integers(top));
    }

    private static GraphTensor Indices(OpRun run, long room, GraphTensor mask) =>
        run.Builder.Node(GraphOp.MaskToIndices, TensorType.I32, mask.Shape.With(0, room), null, default, mask);
}

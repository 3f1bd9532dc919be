// Segments of quantized keys and values at every level and for any number of queries, beside inaccessible pages.
using Caravan.Cpu.Tests.MatMul;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests;

public unsafe class SegmentWordTests
{
    private const int Size = AttentionTile.Size;
    private const int MostQueries = 9;

    [Theory]
    [InlineData(TensorType.Q8_0, 64, 64)]
    [InlineData(TensorType.Q8_0, 96, 48)]
    [InlineData(TensorType.Q8_0, 128, 34)]
    [InlineData(TensorType.Q8_0, 32, 5)]
    [InlineData(TensorType.Q6_0, 64, 64)]
    [InlineData(TensorType.Q4_0, 96, 64)]
    public void Scores_are_whole_sums_scaled_block_by_block(TensorType type, int length, int rows)
    {
        using GuardedBuffer cache = Encode(type, length, rows, out float[] decoded);
        float[] query = TestData.Floats(length, 2);
        short[] words = new short[length];
        float scale;
        fixed (float* q = query)
        fixed (short* w = words)
        {
            scale = WordQueries.Quantize(q, length, w);
        }

        // The decoder's elements are exact, so sums of a block in double precision are whole sums times the scale.
        double[] expected = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < length; i++)
            {
                int word = Place(i);
                expected[row] += (double)decoded[(row * length) + i] * words[word];
            }
        }

        Run(type, length, rows, cache.Pointer, 1, out float[] scores, out float[] factors, out _);
        Assert.Equal(scale, factors[0]);
        for (int row = 0; row < rows; row++)
        {
            Assert.Equal(expected[row] * scale, scores[row] * (double)scale, 1e-5);
        }
    }

    [Theory]
    [InlineData(TensorType.Q8_0, 64, 64)]
    [InlineData(TensorType.Q8_0, 64, 16)]
    [InlineData(TensorType.Q8_0, 96, 48)]
    [InlineData(TensorType.Q8_0, 128, 63)]
    [InlineData(TensorType.Q8_0, 32, 1)]
    [InlineData(TensorType.Q5_0, 64, 64)]
    [InlineData(TensorType.IQ4_NL, 96, 32)]
    public void Every_level_and_any_number_of_queries_give_the_same_bits(TensorType type, int length, int rows)
    {
        using GuardedBuffer cache = Encode(type, length, rows, out _);
        foreach (InstructionLevel level in Levels.Available)
        {
            Run(type, length, rows, cache.Pointer, MostQueries, out float[] scores, out _, out float[] sums);
            for (int count = 1; count < MostQueries; count++)
            {
                Run(type, length, rows, cache.Pointer, count, out float[] few, out _, out float[] fewSums, level);
                for (int i = 0; i < count * rows; i++)
                {
                    int place = (i / rows * Size) + (i % rows);
                    Assert.Equal(scores[place], few[place]);
                }

                Assert.Equal((ReadOnlySpan<float>)sums.AsSpan(0, count * length), fewSums.AsSpan(0, count * length));
            }
        }
    }

    [Fact]
    public void A_query_is_rounded_to_sixteen_bits_of_its_largest_element()
    {
        float[] query = TestData.Floats(64, 7);
        short[] words = new short[64];
        fixed (float* q = query)
        fixed (short* w = words)
        {
            float step = WordQueries.Quantize(q, 64, w);
            Assert.Equal(query.Max(MathF.Abs) / 32767, step);
            for (int i = 0; i < 64; i++)
            {
                int word = Place(i);
                Assert.Equal(query[i], words[word] * step, step * 0.51f);
            }

            query[5] = float.PositiveInfinity;
            q[5] = float.PositiveInfinity;
            Assert.True(float.IsNaN(WordQueries.Quantize(q, 64, w)));
            new Span<float>(q, 64).Clear();
            Assert.Equal(0, WordQueries.Quantize(q, 64, w));
        }
    }

    [Fact]
    public void A_scale_that_is_no_number_counts_only_where_its_position_does()
    {
        float[] elements = TestData.Floats(Size * 64, 1);
        byte[] cache = new byte[Size * 68];
        Quantizer.QuantizeRows(TensorType.Q8_0, elements, 64, cache);
        byte[] unwritten = [.. cache];
        // The upper byte of the scale of position 3, second block: infinity.
        unwritten[(3 * 68) + 34] = 0;
        unwritten[(3 * 68) + 35] = 0x7C;
        float[] weights = [.. Enumerable.Range(0, Size).Select(i => i == 3 ? 0f : 1f / (i + 1))];
        foreach (InstructionLevel level in Levels.Available)
        {
            Assert.Equal(Sums(cache, weights, level), Sums(unwritten, weights, level));
            float[] counted = [.. weights];
            counted[3] = 0.5f;
            float[] sums = Sums(unwritten, counted, level);
            Assert.All(sums[..32], sum => Assert.True(float.IsFinite(sum)));
            Assert.All(sums[32..], sum => Assert.True(float.IsNaN(sum)));
        }
    }

    // Of each four elements the second and third change places.
    private static int Place(int element) => element % 4 is 1 or 2 ? element ^ 3 : element;

    private static float[] Sums(byte[] cache, float[] weights, InstructionLevel level)
    {
        SegmentValues values = SegmentValues.Create(TensorType.Q8_0, 64, AttentionProducts.Create(level), level);
        byte[] memory = new byte[AttentionWorkspace.Bytes(64, 64, values.ReadingBytes)];
        fixed (
            byte* m = memory,
                c = cache
        )
        {
            AttentionWorkspace space = new(m, 64, 64);
            weights.CopyTo(new Span<float>(space.Scores, Size));
            new Span<float>(space.Sums, 64).Clear();
            RowFetcher ahead = default;
            bool isRead = false;
            values.Add(c, 68, Size, 0, 1, space, ref ahead, ref isRead);
            return new Span<float>(space.Sums, 64).ToArray();
        }
    }

    // Scores of random queries, and sums of the same rows as values with random weights.
    private static void Run(
        TensorType type,
        int length,
        int rows,
        byte* cache,
        int count,
        out float[] scores,
        out float[] factors,
        out float[] sums,
        InstructionLevel? chosen = null
    )
    {
        InstructionLevel level = chosen ?? CpuFeatures.Level;
        AttentionProducts products = AttentionProducts.Create(level);
        SegmentKeys keys = SegmentKeys.Create(type, length, products, level);
        SegmentValues values = SegmentValues.Create(type, length, products, level);
        int reading = Math.Max(keys.ReadingBytes, values.ReadingBytes);
        using GuardedBuffer memory = GuardedBuffer.EndingAtGuard(
            (int)AttentionWorkspace.Bytes(length, length, reading)
        );
        AttentionWorkspace space = new(memory.Pointer, length, length);
        nint stride = (nint)TensorTypes.Get(type).RowBytes(length);
        factors = new float[count];
        fixed (float* q = TestData.Floats(MostQueries * length, 2))
        {
            for (int i = 0; i < count; i++)
            {
                factors[i] = keys.Prepare(q + (i * length), space.QueryRows + (i * space.QueryStride));
            }
        }

        RowFetcher ahead = new(cache, stride, stride, 3, 1);
        bool isRead = false;
        keys.Multiply(cache, stride, rows, 0, count, space, ref ahead, ref isRead);
        scores = new Span<float>(space.Scores, count * Size).ToArray();
        float[] weights = TestData.Floats(MostQueries * Size, 5);
        for (int i = 0; i < count * Size; i++)
        {
            space.Scores[i] = i % Size < rows ? MathF.Abs(weights[i]) : 0;
        }

        new Span<float>(space.Sums, count * length).Fill(1);
        isRead = false;
        values.Add(cache, stride, rows, 0, count, space, ref ahead, ref isRead);
        sums = new Span<float>(space.Sums, count * length).ToArray();
    }

    private static GuardedBuffer Encode(TensorType type, int length, int rows, out float[] decoded)
    {
        decoded = TestData.Floats(rows * length, 1);
        GuardedBuffer buffer = GuardedBuffer.EndingAtGuard(rows * (int)TensorTypes.Get(type).RowBytes(length));
        Quantizer.QuantizeRows(type, decoded, length, buffer.Bytes);
        Dequantizer.DequantizeRows(type, buffer.Bytes, length, decoded);
        return buffer;
    }
}

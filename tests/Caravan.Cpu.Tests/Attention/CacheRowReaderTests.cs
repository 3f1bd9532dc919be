// Rows of a cache in tiles, beside inaccessible pages, against the scalar decoder and chains of fused multiply-adds.
using Caravan.Cpu.Tests.MatMul;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests;

public unsafe class CacheRowReaderTests
{
    private const int Size = AttentionTile.Size;
    private static readonly int[] RowCounts = [1, 7, 8, 15, 16, 17, 33, 63, 64];

    [Theory]
    [InlineData(TensorType.F32, 8)]
    [InlineData(TensorType.F32, 72)]
    [InlineData(TensorType.F16, 6)]
    [InlineData(TensorType.F16, 32)]
    [InlineData(TensorType.F16, 40)]
    [InlineData(TensorType.F16, 64)]
    [InlineData(TensorType.F16, 200)]
    [InlineData(TensorType.BF16, 41)]
    [InlineData(TensorType.BF16, 128)]
    [InlineData(TensorType.Q4_1, 64)]
    [InlineData(TensorType.Q5_1, 32)]
    public void Tiles_hold_the_decoded_elements(TensorType type, int length) =>
        WithRows(
            type,
            length,
            (reader, source, stride, rows, decoded) =>
            {
                float[] tiles = new float[AttentionTile.Count(length) * AttentionTile.Floats];
                byte[] scratch = new byte[reader.ScratchBytes];
                fixed (float* t = tiles)
                fixed (byte* s = scratch)
                {
                    reader.ReadKeys(source, stride, rows, t, s);
                    for (int i = 0; i < rows * length; i++)
                    {
                        Assert.Equal(decoded[i], tiles[i % length * Size + i / length]);
                    }

                    reader.ReadValues(source, stride, rows, t, s);
                    for (int i = 0; i < rows * length; i++)
                    {
                        int element = i % length;
                        int tile = element / Size * AttentionTile.Floats;
                        Assert.Equal(decoded[i], tiles[tile + i / length * Size + element % Size]);
                    }
                }
            }
        );

    [Theory]
    [InlineData(TensorType.F32, 64)]
    [InlineData(TensorType.F16, 32)]
    [InlineData(TensorType.F16, 128)]
    [InlineData(TensorType.BF16, 64)]
    public void Products_of_few_queries_are_chains_in_order(TensorType type, int length) =>
        WithRows(
            type,
            length,
            (reader, source, stride, rows, decoded) =>
            {
                for (int count = 1; count <= SmallCounts.Most; count++)
                {
                    CheckProducts(reader, source, stride, rows, decoded, length, count);
                }
            }
        );

    [Fact]
    public void Infinities_and_numbers_that_are_none_stay_what_they_are()
    {
        Half[] halves = [.. Enumerable.Range(0, 64).Select(i => (Half)(i - 32.5f))];
        halves[5] = Half.NegativeInfinity;
        halves[40] = Half.NaN;
        float[] expected = Array.ConvertAll(halves, x => (float)x);
        float[] tiles = new float[AttentionTile.Floats];
        float[] few = new float[2 * Size];
        foreach (InstructionLevel level in Levels.Available)
        {
            CacheRowReader reader = CacheRowReader.Create(TensorType.F16, 64, level);
            byte[] scratch = new byte[reader.ScratchBytes];
            fixed (Half* h = halves)
            fixed (
                float* t = tiles,
                    f = few
            )
            fixed (byte* s = scratch)
            {
                reader.ReadKeys((byte*)h, 128, 1, t, s);
                for (int i = 0; i < expected.Length; i++)
                {
                    Assert.Equal(expected[i], tiles[i * Size]);
                }

                reader.ReadValues((byte*)h, 128, 1, t, s);
                Assert.Equal((ReadOnlySpan<float>)expected, tiles.AsSpan(0, 64));
                RowFetcher ahead = default;
                Assert.False(reader.TryMultiplyKeys((byte*)h, 128, 1, ref ahead, f, 64, 1, f + Size, t));
                Assert.False(reader.TryAddValues((byte*)h, 128, 1, ref ahead, f, 1, f + Size, 64));
            }
        }
    }

    private delegate void RowsAction(CacheRowReader reader, byte* source, nint stride, int rows, float[] decoded);

    // Rows with a gap between them, of which the last ends at an inaccessible page, or the first begins after one.
    private static void WithRows(TensorType type, int length, RowsAction action)
    {
        int rowBytes = (int)TensorTypes.Get(type).RowBytes(length);
        int stride = rowBytes + 6;
        foreach (int rows in RowCounts)
        {
            float[] elements = TestData.Floats(rows * length, rows);
            byte[] encoded = new byte[rows * rowBytes];
            Quantizer.QuantizeRows(type, elements, length, encoded);
            Dequantizer.DequantizeRows(type, encoded, length, elements);
            foreach (bool atEnd in (bool[])[false, true])
            {
                int bytes = (rows - 1) * stride + rowBytes;
                using GuardedBuffer buffer = atEnd
                    ? GuardedBuffer.EndingAtGuard(bytes)
                    : GuardedBuffer.StartingAfterGuard(bytes);
                for (int i = 0; i < rows; i++)
                {
                    encoded.AsSpan(i * rowBytes, rowBytes).CopyTo(buffer.Bytes[(i * stride)..]);
                }

                foreach (InstructionLevel level in Levels.Available)
                {
                    action(CacheRowReader.Create(type, length, level), buffer.Pointer, stride, rows, elements);
                }
            }
        }
    }

    private static void CheckProducts(
        CacheRowReader reader,
        byte* source,
        nint stride,
        int rows,
        float[] decoded,
        int length,
        int count
    )
    {
        float[] factors = TestData.Floats(count * Math.Max(length, Size), 3);
        float[] results = new float[count * Math.Max(length, Size)];
        float[] tiles = new float[AttentionTile.Count(length) * AttentionTile.Floats];
        RowFetcher ahead = new(source, stride, stride, 3, 1);
        fixed (
            float* f = factors,
                r = results,
                t = tiles
        )
        {
            if (!reader.TryMultiplyKeys(source, stride, rows, ref ahead, f, length, count, r, t))
            {
                // The portable reader, or no whole vectors.
                return;
            }

            for (int i = 0; i < count * rows; i++)
            {
                float expected = 0;
                for (int j = 0; j < length; j++)
                {
                    expected = MathF.FusedMultiplyAdd(
                        decoded[i % rows * length + j],
                        f[i / rows * length + j],
                        expected
                    );
                }

                Assert.Equal(expected, r[i / rows * Size + i % rows]);
            }

            Assert.True(reader.TryAddValues(source, stride, rows, ref ahead, f, count, t, length));
            results.AsSpan().Clear();
            Assert.True(reader.TryAddValues(source, stride, rows, ref ahead, f, count, r, length));
            for (int i = 0; i < count * length; i++)
            {
                float expected = 0;
                for (int p = 0; p < rows; p++)
                {
                    expected = MathF.FusedMultiplyAdd(
                        decoded[p * length + i % length],
                        f[i / length * Size + p],
                        expected
                    );
                }

                Assert.Equal(expected, r[i]);
            }
        }
    }
}

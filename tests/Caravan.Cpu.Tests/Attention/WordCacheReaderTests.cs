// Rows of quantized caches in tiles of words, beside inaccessible pages, against the scalar decoder.
using Caravan.Cpu.Tests.MatMul;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests;

public unsafe class WordCacheReaderTests
{
    private const int Size = AttentionTile.Size;
    private const int Gap = 6;
    private static readonly int[] RowCounts = [1, 2, 7, 8, 16, 17, 33, 63, 64];

    public static TheoryData<TensorType, int> Rows =>
        new()
        {
            { TensorType.Q8_0, 32 },
            { TensorType.Q8_0, 64 },
            { TensorType.Q8_0, 96 },
            { TensorType.Q8_0, 128 },
            { TensorType.Q6_0, 64 },
            { TensorType.Q5_0, 96 },
            { TensorType.Q4_0, 32 },
            { TensorType.IQ4_NL, 64 },
        };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Words_times_scales_are_the_decoded_elements(TensorType type, int length)
    {
        foreach (int rows in RowCounts)
        {
            foreach (bool atEnd in (bool[])[false, true])
            {
                using GuardedBuffer buffer = Encode(type, length, rows, atEnd, out float[] decoded);
                foreach (InstructionLevel level in Levels.Available)
                {
                    Check(type, length, rows, level, buffer.Pointer, decoded);
                }
            }
        }
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.Q4_1)]
    public void Types_that_are_no_scale_times_bytes_have_none(TensorType type) =>
        Assert.Null(WordCacheReader.TryCreate(type, 64, CpuFeatures.Level));

    private static void Check(
        TensorType type,
        int length,
        int rows,
        InstructionLevel level,
        byte* source,
        float[] decoded
    )
    {
        WordCacheReader reader = WordCacheReader.TryCreate(type, length, level)!;
        nint stride = (nint)TensorTypes.Get(type).RowBytes(length) + Gap;
        short[] words = new short[WordTile.Words(length)];
        float[] scales = new float[(length / WordTile.BlockElements * Size) + 1];
        byte[] scratch = new byte[reader.ScratchBytes + 1];
        RowFetcher ahead = new(source, stride, stride, 3, 1);
        fixed (short* w = words)
        fixed (float* s = scales)
        fixed (byte* x = scratch)
        {
            reader.ReadKeys(source, stride, rows, ref ahead, w, s, x);
            for (int i = 0; i < rows * length; i++)
            {
                int row = i / length;
                int element = i % length;
                int pair = (element / 4 * 2) + (element % 2);
                short word = words[(((pair * Size) + row) * 2) + (element % 4 / 2)];
                Assert.Equal(decoded[i], word * scales[(element / 32 * Size) + row]);
            }

            reader.ReadValues(source, stride, rows, ref ahead, w, s, x);
            int[] order = [0, 4, 1, 5, 2, 6, 3, 7];
            for (int i = 0; i < rows * length; i++)
            {
                int row = i / length;
                int element = i % length;
                int place = (element / 32 * 32) + (order[element % 32 / 4] * 4) + (element % 4);
                short word = words[(((row / 2 * length) + place) * 2) + (row % 2)];
                Assert.Equal(decoded[i], word * scales[(element / 32 * Size) + row]);
            }

            for (int block = 0; block < length / 32; block++)
            {
                Assert.All(scales[((block * Size) + rows)..((block + 1) * Size)], scale => Assert.Equal(0f, scale));
            }

            Assert.False(WordScales.AreSpecial(length / 32, s));
        }
    }

    // Rows with a gap between them, of which the last ends at an inaccessible page, or the first begins after one.
    private static GuardedBuffer Encode(TensorType type, int length, int rows, bool atEnd, out float[] decoded)
    {
        int rowBytes = (int)TensorTypes.Get(type).RowBytes(length);
        decoded = TestData.Floats(rows * length, rows);
        byte[] encoded = new byte[rows * rowBytes];
        Quantizer.QuantizeRows(type, decoded, length, encoded);
        Dequantizer.DequantizeRows(type, encoded, length, decoded);
        int bytes = ((rows - 1) * (rowBytes + Gap)) + rowBytes;
        GuardedBuffer buffer = atEnd ? GuardedBuffer.EndingAtGuard(bytes) : GuardedBuffer.StartingAfterGuard(bytes);
        for (int i = 0; i < rows; i++)
        {
            encoded.AsSpan(i * rowBytes, rowBytes).CopyTo(buffer.Bytes[(i * (rowBytes + Gap))..]);
        }

        return buffer;
    }
}

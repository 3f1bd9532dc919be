// Checks plain rows against values written by hand, and what is refused.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Caravan.Tensors.Tests;

public sealed class DequantizerTests
{
    private static float[] Read<T>(TensorType type, params ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        float[] values = new float[elements.Length];
        Dequantizer.DequantizeRows(type, MemoryMarshal.AsBytes(elements), elements.Length, values);
        return values;
    }

    [Fact]
    public void Plain_types_read_as_the_nearest_single()
    {
        Assert.Equal([1.5f, -0.25f], Read(TensorType.F32, 1.5f, -0.25f));
        Assert.Equal([1.5f, 6.1035156e-5f], Read(TensorType.F16, (ushort)0x3E00, (ushort)0x0400));
        Assert.Equal([1.5f, -2f], Read(TensorType.BF16, (ushort)0x3FC0, (ushort)0xC000));
        Assert.Equal([0.1f, float.PositiveInfinity], Read(TensorType.F64, 0.1, 1e300));
        Assert.Equal([-128f, 127f], Read(TensorType.I8, sbyte.MinValue, sbyte.MaxValue));
        Assert.Equal([-32768f, 7f], Read(TensorType.I16, short.MinValue, (short)7));
        Assert.Equal([2147483648f, -5f], Read(TensorType.I32, int.MaxValue, -5));
        Assert.Equal([9223372036854775808f, -5f], Read(TensorType.I64, long.MaxValue, -5L));
    }

    [Fact]
    public void BF16_R16_interleaves_pairs_of_elements_of_sixteen_rows()
    {
        // Two bundles of 16 rows of 4: number n stands where its row and column say.
        byte[] rows = new byte[2 * 16 * 4 * 2];
        float[] expected = new float[2 * 16 * 4];
        for (int i = 0; i < expected.Length; i++)
        {
            (int row, int column) = (i / 4, i % 4);
            expected[i] = i;
            int position = (row / 16 * 64) + (column / 2 * 32) + (row % 16 * 2) + (column % 2);
            BinaryPrimitives.WriteUInt16LittleEndian(
                rows.AsSpan(2 * position),
                (ushort)(BitConverter.SingleToUInt32Bits(i) >> 16)
            );
        }

        float[] values = new float[expected.Length];
        Dequantizer.DequantizeRows(TensorType.BF16_R16, rows, 4, values);

        Assert.Equal(expected, values);
    }

    [Fact]
    public void An_odd_row_of_BF16_R16_is_refused()
    {
        Assert.Throws<TensorFormatException>(() =>
            Dequantizer.DequantizeRows(TensorType.BF16_R16, new byte[96], 3, new float[48])
        );
    }

    [Fact]
    public void Rows_are_read_one_by_one_as_together()
    {
        QuantGolden golden = QuantGolden.Read("upstream/Q5_K.bin");
        int rowBytes = golden.Bytes.Length / golden.Rows;
        float[] row = new float[golden.Columns];

        for (int i = 0; i < golden.Rows; i++)
        {
            Dequantizer.DequantizeRows(golden.Type, golden.Bytes.AsSpan(i * rowBytes, rowBytes), golden.Columns, row);
            Assert.Equal(golden.Values[(i * golden.Columns)..((i + 1) * golden.Columns)], row);
        }
    }

    [Theory]
    [InlineData(TensorType.Q4_0, 48)]
    [InlineData(TensorType.Q6_K, 128)]
    [InlineData(TensorType.F32, -1)]
    public void Columns_that_are_no_whole_blocks_are_refused(TensorType type, int columns)
    {
        TensorFormatException exception = Assert.Throws<TensorFormatException>(() =>
            Dequantizer.DequantizeRows(type, new byte[1024], columns, new float[1024])
        );

        Assert.Contains($"{columns} elements", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TensorType.Q4_0, 32, 17)]
    [InlineData(TensorType.Q4_0, 32, 35)]
    [InlineData(TensorType.BF16_R16, 2, 32)]
    [InlineData(TensorType.F32, 0, 4)]
    public void Bytes_that_are_no_whole_rows_are_refused(TensorType type, int columns, int bytes)
    {
        TensorFormatException exception = Assert.Throws<TensorFormatException>(() =>
            Dequantizer.DequantizeRows(type, new byte[bytes], columns, new float[64])
        );

        Assert.Contains($"{bytes} bytes are not whole rows", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_destination_is_refused()
    {
        TensorFormatException exception = Assert.Throws<TensorFormatException>(() =>
            Dequantizer.DequantizeRows(TensorType.Q4_0, new byte[36], 32, new float[63])
        );

        Assert.Contains("64 elements", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_rows_give_no_values()
    {
        float[] values = [7];

        Dequantizer.DequantizeRows(TensorType.Q4_K, [], 256, values);

        Assert.Equal([7f], values);
    }

    [Fact]
    public void Reading_rows_again_allocates_nothing()
    {
        QuantGolden golden = QuantGolden.Read("upstream/Q4_K.bin");
        float[] values = new float[golden.Values.Length];
        Dequantizer.DequantizeRows(golden.Type, golden.Bytes, golden.Columns, values);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            Dequantizer.DequantizeRows(golden.Type, golden.Bytes, golden.Columns, values);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

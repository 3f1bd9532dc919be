// GET_ROWS and SET_ROWS.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public class RowsTests
{
    [Fact]
    public void Rows_are_gathered_by_number_in_each_batch()
    {
        float[] table = TestData.Floats(33 * 10 * 2, 1);
        int[] numbers = [3, 9, 0, 3, 7, 1];
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.GetRows(run.F32(table, 33, 10, 2), run.I32(numbers, 3, 2)));
        for (int i = 0; i < actual.Length; i++)
        {
            int row = i / 33;
            Assert.Equal(table[i % 33 + 33 * (numbers[row] + 10 * (row / 3))], actual[i]);
        }
    }

    [Fact]
    public void Half_rows_become_floats()
    {
        float[] table = TestData.Floats(40 * 8, 2);
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.GetRows(run.F16(table, 40, 8), run.I32([5, 2], 2)));
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.Equal((float)(Half)table[i % 40 + 40 * (i < 40 ? 5 : 2)], actual[i]);
        }
    }

    [Fact]
    public void Integer_rows_stay_integers()
    {
        OpRun run = new();
        Assert.Equal(
            [int.MaxValue, 3],
            run.Integers(run.Builder.GetRows(run.I32([1, 2, int.MaxValue, 3], 2, 2), run.I32([1], 1)))
        );
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-1)]
    public void Row_that_does_not_exist_is_not_read(int number)
    {
        OpRun run = new();
        GraphTensor rows = run.Builder.GetRows(run.F32(new float[40], 4, 10), run.I32([0, number], 2));
        DeviceException exception = Assert.Throws<DeviceException>(() => run.Floats(rows));
        Assert.Contains($"row {number} (index 1)", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Rows_are_stored_by_number_and_others_stay(TensorType type)
    {
        float[] data = TestData.Floats(16 * 3 * 2, 3);
        long[] numbers = [4, 0, 2];
        int elementBytes = TensorTypes.Get(type).BlockBytes;
        byte[] before = [.. Enumerable.Repeat((byte)0x3C, 16 * 6 * 2 * elementBytes)];
        OpRun run = new();
        GraphTensor cache = run.State(type, before, 16, 6, 2);
        GraphTensor index = run.Input(TensorType.I64, MemoryMarshal.AsBytes<long>(numbers), 3);
        byte[] actual = run.Bytes(run.Builder.SetRows(cache, run.F32(data, 16, 3, 2), index));
        byte[] expected = [.. before];
        for (int batch = 0; batch < 2; batch++)
        {
            for (int row = 0; row < 3; row++)
            {
                for (int i = 0; i < 16; i++)
                {
                    float value = data[i + 16 * (row + 3 * batch)];
                    Span<byte> place = expected.AsSpan((int)((i + 16 * (numbers[row] + 6 * batch)) * elementBytes));
                    WriteElement(type, value, place);
                }
            }
        }

        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Row_that_does_not_exist_is_not_written(long number)
    {
        OpRun run = new();
        GraphTensor cache = run.State(TensorType.F32, new byte[16 * 6 * 4], 16, 6);
        GraphTensor index = run.Input(TensorType.I64, MemoryMarshal.AsBytes<long>([number]), 1);
        GraphTensor stored = run.Builder.SetRows(cache, run.F32(new float[16], 16), index);
        Assert.Throws<DeviceException>(() => run.Bytes(stored));
    }

    public static TheoryData<TensorType> CacheTypes =>
        [
            TensorType.Q8_0,
            TensorType.Q4_0,
            TensorType.Q4_1,
            TensorType.Q5_0,
            TensorType.Q5_1,
            TensorType.Q6_0,
            TensorType.IQ4_NL,
            TensorType.Q8_KV,
        ];

    [Theory]
    [MemberData(nameof(CacheTypes))]
    public void Quantized_cache_rows_hold_what_the_quantizer_makes(TensorType type)
    {
        const int columns = 128;
        float[] data = TestData.Floats(columns * 40, 4);
        int[] numbers = [.. Enumerable.Range(0, 40).Select(i => 41 - i)];
        int rowBytes = (int)TensorTypes.Get(type).RowBytes(columns);
        byte[] before = [.. Enumerable.Repeat((byte)0x55, rowBytes * 42)];
        OpRun run = new();
        GraphTensor cache = run.State(type, before, columns, 42);
        GraphTensor stored = run.Builder.SetRows(cache, run.F32(data, columns, 40), run.I32(numbers, 40));
        byte[] actual = run.Bytes(stored);
        byte[] expected = [.. before];
        for (int row = 0; row < 40; row++)
        {
            Quantizer.QuantizeRow(
                type,
                data.AsSpan(row * columns, columns),
                expected.AsSpan(numbers[row] * rowBytes, rowBytes)
            );
        }

        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_K)]
    [InlineData(TensorType.IQ2_XXS)]
    [InlineData(TensorType.Q4_K_R4)]
    [InlineData(TensorType.BF16_R16)]
    public void Quantized_rows_are_read_as_the_dequantizer_does(TensorType type)
    {
        const int columns = 512;
        const int rows = 32;
        byte[] table = new byte[TensorTypes.Get(type).RowBytes(columns) * rows];
        new Random(5).NextBytes(table);
        float[] all = new float[columns * rows];
        Dequantizer.DequantizeRows(type, table, columns, all);
        OpRun run = new();
        GraphTensor source = run.Input(type, table, columns, rows);
        float[] actual = run.Floats(run.Builder.GetRows(source, run.I32([17, 0, 31, 3], 4)));
        Assert.Equal([.. all[(17 * columns)..(18 * columns)], .. all[..columns]], actual[..(2 * columns)]);
        Assert.Equal([.. all[(31 * columns)..], .. all[(3 * columns)..(4 * columns)]], actual[(2 * columns)..]);
    }

    private static void WriteElement(TensorType type, float value, Span<byte> place)
    {
        switch (type)
        {
            case TensorType.F32:
                BitConverter.TryWriteBytes(place, value);
                break;
            case TensorType.F16:
                BitConverter.TryWriteBytes(place, (Half)value);
                break;
            default:
                BitConverter.TryWriteBytes(place, BFloat16Converter.FromSingle(value));
                break;
        }
    }
}

// DUP, CONT, CPY, CONCAT and REPEAT.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public class CopyTests
{
    [Fact]
    public void Half_precision_rounds_to_nearest_even_as_dotnet_does()
    {
        float[] special =
        [
            0f,
            -0f,
            1e-8f,
            -1e-8f,
            5.9604645e-8f,
            2.98023224e-8f,
            2.98023260e-8f,
            6.1e-5f,
            6.097555e-5f,
            6.103515625e-5f,
            65504f,
            65519.996f,
            65520f,
            1e9f,
            float.PositiveInfinity,
            float.NegativeInfinity,
            1.00048828125f,
            1.00146484375f,
        ];
        float[] x = [.. special, .. TestData.Floats(1000, 1, 100), .. TestData.Floats(1000, 2, 1e-4f)];
        OpRun run = new();
        byte[] actual = run.Bytes(run.Builder.Cast(run.F32(x, x.Length), TensorType.F16));
        Half[] expected = Array.ConvertAll(x, v => (Half)v);
        Assert.Equal(MemoryMarshal.AsBytes<Half>(expected), actual);
    }

    [Fact]
    public void Every_half_becomes_its_single()
    {
        Half[] halves = new Half[65536];
        for (int i = 0; i < halves.Length; i++)
        {
            halves[i] = BitConverter.UInt16BitsToHalf((ushort)i);
        }

        OpRun run = new();
        GraphTensor x = run.Input(TensorType.F16, MemoryMarshal.AsBytes<Half>(halves), halves.Length);
        float[] actual = run.Floats(run.Builder.Cast(x, TensorType.F32));
        for (int i = 0; i < halves.Length; i++)
        {
            if (Half.IsNaN(halves[i]))
            {
                Assert.True(float.IsNaN(actual[i]));
            }
            else
            {
                Assert.Equal(
                    BitConverter.SingleToInt32Bits((float)halves[i]),
                    BitConverter.SingleToInt32Bits(actual[i])
                );
            }
        }
    }

    [Fact]
    public void Bfloat16_is_rounded_to_nearest_even_and_read_back()
    {
        float[] x = [1.00390625f, 1.01171875f, 3.4e38f, float.NaN, -0f, .. TestData.Floats(100, 3)];
        OpRun run = new();
        GraphTensor there = run.Builder.Cast(run.F32(x, x.Length), TensorType.BF16);
        float[] actual = run.Floats(run.Builder.Cast(there, TensorType.F32));
        float[] expected = Array.ConvertAll(x, v => BFloat16Converter.ToSingle(BFloat16Converter.FromSingle(v)));
        Assert.Equal([1f, 1.015625f], actual[..2]);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Permuted_tensor_becomes_dense()
    {
        float[] x = TestData.Floats(5 * 7 * 3 * 2, 4);
        OpRun run = new();
        GraphTensor permuted = run.Builder.Permute(run.F32(x, 5, 7, 3, 2), 2, 0, 1, 3);
        float[] actual = run.Floats(run.Builder.Cont(permuted));
        // Dimension 0 went to 2, 1 to 0 and 2 to 1: the result is [7, 3, 5, 2].
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.Equal(x[i / 21 % 5 + 5 * (i % 7 + 7 * (i / 7 % 3 + 3 * (i / 105)))], actual[i]);
        }
    }

    [Fact]
    public void Dense_copy_may_have_another_shape()
    {
        float[] x = TestData.Floats(4 * 6 * 5, 5);
        OpRun run = new();
        GraphTensor permuted = run.Builder.Permute(run.F32(x, 4, 6, 5), 0, 2, 1, 3);
        float[] actual = run.Floats(run.Builder.Cont(permuted, Extents.Shape(20, 6)));
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.Equal(x[i % 4 + 4 * (i / 20 + 6 * (i / 4 % 5))], actual[i]);
        }
    }

    [Fact]
    public void Copy_into_part_of_a_transposed_cache_leaves_the_rest()
    {
        // V cache [positions, d] as F16; three tokens are stored at positions 2 to 4.
        OpRun run = new();
        byte[] zeros = new byte[8 * 4 * 2];
        GraphTensor cache = run.State(TensorType.F16, zeros, 8, 4);
        float[] values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        GraphTensor v = run.Builder.Transpose(run.F32(values, 4, 3));
        GraphTensor target = run.Builder.View(cache, Extents.Shape(3, 4), nb1: 16, offset: 4);
        run.Builder.Output(run.Builder.Cpy(v, target));
        GraphTensor all = run.Builder.View(cache, Extents.Shape(8, 4));
        Half[] actual = MemoryMarshal.Cast<byte, Half>(run.Bytes(all)).ToArray();
        for (int i = 0; i < 32; i++)
        {
            int position = i % 8 - 2;
            float expected = position is >= 0 and < 3 ? values[position * 4 + i / 8] : 0;
            Assert.Equal((Half)expected, actual[i]);
        }
    }

    [Fact]
    public void Copy_quantizes_and_reads_back()
    {
        float[] x = TestData.Floats(64 * 30, 9);
        OpRun run = new();
        GraphTensor quantized = run.Builder.Cast(run.F32(x, 64, 30), TensorType.Q8_0);
        float[] actual = run.Floats(run.Builder.Cast(quantized, TensorType.F32));
        float[] expected = new float[x.Length];
        byte[] bytes = new byte[TensorTypes.Get(TensorType.Q8_0).RowBytes(x.Length)];
        Quantizer.QuantizeRow(TensorType.Q8_0, x, bytes);
        Dequantizer.DequantizeRows(TensorType.Q8_0, bytes, x.Length, expected);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Unsupported_copy_names_both_types()
    {
        OpRun run = new();
        GraphTensor copy = run.Builder.Cast(run.F32(new float[256], 256), TensorType.IQ2_XXS);
        using CpuDevice device = new(1);
        Assert.Contains("F32 to IQ2_XXS", device.WhyUnsupported(copy), StringComparison.Ordinal);
    }

    [Fact]
    public void Integers_are_copied_as_bits()
    {
        int[] x = [int.MinValue, -1, 0, 0x7FC00001, int.MaxValue, 5];
        OpRun run = new();
        Assert.Equal(
            [x[0], x[3], x[1], x[4], x[2], x[5]],
            run.Integers(run.Builder.Cont(run.Builder.Transpose(run.I32(x, 3, 2))))
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Concat_joins_along_a_dimension(int dimension)
    {
        int[] a = [7, 4, 3, 2];
        int[] b = [7, 4, 3, 2];
        b[dimension] = 5;
        float[] x = TestData.Floats(7 * 4 * 3 * 2, 6);
        float[] y = TestData.Floats((long)b[0] * b[1] * b[2] * b[3], 7);
        OpRun run = new();
        GraphTensor joined = run.Builder.Concat(
            run.F32(x, a[0], a[1], a[2], a[3]),
            run.F32(y, b[0], b[1], b[2], b[3]),
            dimension
        );
        float[] actual = run.Floats(joined);
        int[] size = [.. a];
        size[dimension] += b[dimension];
        for (int i = 0; i < actual.Length; i++)
        {
            int[] at =
            [
                i % size[0],
                i / size[0] % size[1],
                i / size[0] / size[1] % size[2],
                i / size[0] / size[1] / size[2],
            ];
            bool second = at[dimension] >= a[dimension];
            int[] shape = second ? b : a;
            at[dimension] -= second ? a[dimension] : 0;
            int flat = at[0] + shape[0] * (at[1] + shape[1] * (at[2] + shape[2] * at[3]));
            Assert.Equal(second ? y[flat] : x[flat], actual[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Repeat_fills_the_larger_shape(int columns)
    {
        float[] x = TestData.Floats(columns * 2, 8);
        OpRun run = new();
        GraphTensor like = run.F32(new float[6 * 4 * 5], 6, 4, 5);
        float[] actual = run.Floats(run.Builder.Repeat(run.F32(x, columns, 2), like));
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.Equal(x[i % 6 % columns + columns * (i / 6 % 4 % 2)], actual[i]);
        }
    }
}

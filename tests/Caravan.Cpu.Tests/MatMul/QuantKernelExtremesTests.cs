// Products at the ends of the number ranges, where an instruction could saturate or overflow.
using System.Runtime.InteropServices;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests.MatMul;

public sealed class QuantKernelExtremesTests
{
    private const int K = 256;
    private const int Rows = 16;

    public static TheoryData<InstructionLevel> AllLevels => [.. Levels.Available];

    [Theory]
    [MemberData(nameof(AllLevels))]
    public void Weights_of_minus_128_do_not_saturate(InstructionLevel level)
    {
        // Q8_0 with a scale of one: all quants -128, all activations 127, then -127.
        byte[] block = new byte[34];
        MemoryMarshal.Write(block, (Half)1);
        block.AsSpan(2).Fill(0x80);
        WeightRows weights = Repeat(TensorType.Q8_0, block);
        float[] plus = new float[K];
        Array.Fill(plus, 127f);
        float[] minus = [.. plus.Select(value => -value)];
        foreach (int columns in new[] { 1, 2 })
        {
            float[][] activations = [.. Enumerable.Repeat(plus, columns), minus];
            MatMulKernel kernel = Levels.Kernel(TensorType.Q8_0, K, level);
            float[][] products =
                columns == 1
                    ? [.. activations.Select(row => ProductRun.Multiply(kernel, weights, [row])[0])]
                    : ProductRun.Multiply(kernel, weights, activations);
            Assert.All(products[..^1].SelectMany(row => row), product => Assert.Equal(-128f * 127 * K, product));
            Assert.All(products[^1], product => Assert.Equal(128f * 127 * K, product));
        }
    }

    [Theory]
    [MemberData(nameof(AllLevels))]
    public void Quants_and_activations_at_their_largest_do_not_overflow(InstructionLevel level)
    {
        foreach (TensorTypeTraits traits in TensorTypes.All)
        {
            if (!traits.IsQuantized || traits.RowExtraBytes > 0)
            {
                continue;
            }

            foreach (byte fill in new byte[] { 0x00, 0xFF, 0x80, 0x7F })
            {
                WeightRows weights = Repeat(traits.Type, ExtremeBlock(traits, fill));
                MatMulKernel kernel = Levels.Kernel(traits.Type, K, level);
                foreach (float sign in new[] { 1f, -1f })
                {
                    float[] activations = [.. Enumerable.Repeat(sign, K)];
                    float[][] products = ProductRun.Multiply(kernel, weights, [activations, activations]);
                    ReferenceValue[] expected = QuantReference.Multiply(weights, activations);
                    Assert.Equal(ProductRun.Multiply(kernel, weights, [activations])[0], products[1]);
                    for (int row = 0; row < weights.Rows; row++)
                    {
                        double tolerance = 4e-6 * expected[row].Magnitude;
                        Assert.True(
                            Math.Abs(products[0][row] - expected[row].Value) <= tolerance,
                            $"{traits.Name} of 0x{fill:X2}: {products[0][row]}, expected {expected[row]}"
                        );
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllLevels))]
    public void Activations_that_are_no_numbers_show_in_every_result_of_their_column(InstructionLevel level)
    {
        WeightRows weights = WeightRows.Random(TensorType.Q4_K, Rows, K, seed: 14);
        float[][] activations = ProductRun.Activations(3, K, seed: 15);
        activations[1][100] = float.NaN;
        float[][] products = ProductRun.Multiply(Levels.Kernel(TensorType.Q4_K, K, level), weights, activations);
        Assert.All(products[0], product => Assert.True(float.IsFinite(product)));
        Assert.All(products[1], product => Assert.True(float.IsNaN(product)));
        Assert.All(products[2], product => Assert.True(float.IsFinite(product)));
    }

    /// <summary>
    /// A block of equal bytes, so that quants and packed scales are at an end of their range, but for the bytes of its
    /// floating-point scales, which are found by where other bytes make scales finite.
    /// </summary>
    private static byte[] ExtremeBlock(TensorTypeTraits traits, byte fill)
    {
        const byte Moderate = 0x3B;
        byte[] block = new byte[traits.BlockBytes * traits.InterleavedRows];
        Array.Fill(block, (byte)0xFF);
        bool[] isScale = new bool[block.Length];
        for (int at = 0; at < block.Length - 1; at++)
        {
            int before = CountOverflows(traits, block);
            (byte, byte) saved = (block[at], block[at + 1]);
            (block[at], block[at + 1]) = (Moderate, Moderate);
            if (CountOverflows(traits, block) < before)
            {
                isScale[at] = isScale[at + 1] = true;
            }
            else
            {
                (block[at], block[at + 1]) = saved;
            }
        }

        for (int at = 0; at < block.Length; at++)
        {
            block[at] = isScale[at] ? Moderate : fill;
        }

        return block;
    }

    private static int CountOverflows(TensorTypeTraits traits, byte[] block)
    {
        QuantFormat format = QuantFormats.Get(traits.Type);
        int elements = traits.BlockElements * traits.InterleavedRows;
        float[] scales = new float[elements / format.GroupElements];
        float[] minimums = new float[scales.Length];
        format.Unpack(block, traits.BlockElements, new sbyte[elements], scales, minimums);
        return scales.Concat(minimums).Count(scale => !(Math.Abs(scale) < 1e20f));
    }

    private static WeightRows Repeat(TensorType type, byte[] block)
    {
        byte[] bytes = new byte[Rows * TensorTypes.Get(type).RowBytes(K)];
        for (int at = 0; at < bytes.Length; at += block.Length)
        {
            block.CopyTo(bytes, at);
        }

        return new WeightRows(type, Rows, K, bytes);
    }
}

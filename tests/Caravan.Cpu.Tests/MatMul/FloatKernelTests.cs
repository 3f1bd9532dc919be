// Compares the products of floating-point weights with the exact ones, and checks that they do not depend on company.
using System.Runtime.InteropServices;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests.MatMul;

public sealed class FloatKernelTests
{
    private const int MaximumCount = 19;
    private const double UnitRoundoff = 1.0 / (1 << 24);

    public static TheoryData<TensorType, int, InstructionLevel> Cases
    {
        get
        {
            TheoryData<TensorType, int, InstructionLevel> cases = [];
            foreach (InstructionLevel level in Levels.Available)
            {
                foreach (TensorType type in new[] { TensorType.F32, TensorType.F16, TensorType.BF16 })
                {
                    foreach (int k in new[] { 1, 7, 8, 64, 172, 512, 519, 1100 })
                    {
                        cases.Add(type, k, level);
                    }
                }

                cases.Add(TensorType.BF16_R16, 2, level);
                cases.Add(TensorType.BF16_R16, 174, level);
                cases.Add(TensorType.BF16_R16, 64, level);
                cases.Add(TensorType.BF16_R16, 1040, level);
            }

            return cases;
        }
    }

    public static TheoryData<InstructionLevel> AllLevels => [.. Levels.Available];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Products_are_exact_but_for_rounding(TensorType type, int k, InstructionLevel level)
    {
        WeightRows weights = RandomRows(type, 32, k);
        float[] values = new float[32 * k];
        Dequantizer.DequantizeRows(type, weights.Bytes, k, values);
        float[][] activations = ProductRun.Activations(3, k, seed: 9);
        MatMulKernel kernel = Levels.Kernel(type, k, level);
        float[][] products = ProductRun.Multiply(kernel, weights, activations);
        if (kernel.Describe(1).Contains("bfloat16", StringComparison.Ordinal))
        {
            activations = [.. activations.Select(row => row.Select(Rounded).ToArray())];
        }

        for (int column = 0; column < activations.Length; column++)
        {
            for (int row = 0; row < weights.Rows; row++)
            {
                double[] terms =
                [
                    .. Enumerable.Range(0, k).Select(i => (double)values[(row * k) + i] * activations[column][i]),
                ];
                // Each of eight lanes adds k / 8 terms with two roundings each, and the lanes are added in three steps.
                double tolerance = ((k / 4) + 5) * UnitRoundoff * terms.Sum(Math.Abs);
                Assert.InRange(products[column][row], terms.Sum() - tolerance, terms.Sum() + tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_number_of_rows_and_columns_gives_the_same_bits(TensorType type, int k, InstructionLevel level)
    {
        MatMulKernel kernel = Levels.Kernel(type, k, level);
        int maximumRows = kernel.RowBundle == 1 ? MaximumCount : 3 * kernel.RowBundle;
        WeightRows weights = RandomRows(type, maximumRows, k);
        float[][] activations = ProductRun.Activations(MaximumCount, k, seed: 10);
        float[][] alone = [.. activations.Select(row => ProductRun.Multiply(kernel, weights, [row])[0])];
        for (int count = 1; count <= MaximumCount; count++)
        {
            int rows = Math.Min(count * kernel.RowBundle, maximumRows);
            int first = maximumRows - rows;
            float[][] products = ProductRun.Multiply(
                kernel,
                weights,
                first,
                rows,
                activations[..count],
                startAfterGuard: count % 2 == 0
            );
            for (int column = 0; column < count; column++)
            {
                Assert.Equal(alone[column][first..], products[column]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllLevels))]
    public void More_columns_than_are_worked_on_at_a_time_give_the_same_bits(InstructionLevel level)
    {
        foreach (TensorType type in new[] { TensorType.F32, TensorType.F16, TensorType.BF16 })
        {
            // Pieces of a row with a rest and without, blocks of rows and columns with rests.
            foreach (int k in new[] { 1042, 2048 })
            {
                MatMulKernel kernel = Levels.Kernel(type, k, level);
                WeightRows weights = RandomRows(type, 43, k);
                float[][] activations = ProductRun.Activations(261, k, seed: 11);
                float[][] products = ProductRun.Multiply(kernel, weights, activations);
                for (int column = 0; column < activations.Length; column++)
                {
                    Assert.Equal(ProductRun.Multiply(kernel, weights, [activations[column]])[0], products[column]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllLevels))]
    public void Many_columns_with_interleaved_rows_give_the_bits_of_one(InstructionLevel level)
    {
        // More columns than are given addresses at a time, more bundles than one.
        MatMulKernel kernel = Levels.Kernel(TensorType.BF16_R16, 48, level);
        WeightRows weights = RandomRows(TensorType.BF16_R16, 48, 48);
        float[][] activations = ProductRun.Activations(530, 48, seed: 12);
        float[][] products = ProductRun.Multiply(kernel, weights, activations);
        for (int column = 0; column < activations.Length; column++)
        {
            Assert.Equal(ProductRun.Multiply(kernel, weights, [activations[column]])[0], products[column]);
        }
    }

    [Theory]
    [MemberData(nameof(AllLevels))]
    public void No_columns_are_no_work(InstructionLevel level) =>
        Assert.Empty(
            ProductRun.Multiply(Levels.Kernel(TensorType.F16, 64, level), RandomRows(TensorType.F16, 8, 64), [])
        );

    [Theory]
    [MemberData(nameof(AllLevels))]
    public void Every_half_is_read_exactly(InstructionLevel level)
    {
        // One element a row, multiplied with one: the product is the weight.
        ushort[] halves = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i)];
        WeightRows weights = new(TensorType.F16, halves.Length, 1, MemoryMarshal.AsBytes(halves.AsSpan()).ToArray());
        float[] products = ProductRun.Multiply(
            Levels.Kernel(TensorType.F16, 1, level),
            weights,
            [
                [1f],
            ]
        )[0];
        float[] expected = [.. halves.Select(half => (float)BitConverter.UInt16BitsToHalf(half))];
        // Adding the lane to zeros makes -0 a 0.
        Assert.Equal(expected.Select(value => value == 0 ? 0 : value), products);
    }

    // To bfloat16, ties to even; every value here is a number.
    private static float Rounded(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    private static WeightRows RandomRows(TensorType type, int rows, int k)
    {
        Random random = new(k);
        byte[] bytes = new byte[rows * TensorTypes.Get(type).RowBytes(k)];
        for (int i = 0; i < rows * k; i++)
        {
            float value = (random.NextSingle() * 4) - 2;
            switch (type)
            {
                case TensorType.F32:
                    MemoryMarshal.Write(bytes.AsSpan(i * 4), value);
                    break;
                case TensorType.F16:
                    MemoryMarshal.Write(bytes.AsSpan(i * 2), (Half)value);
                    break;
                default:
                    MemoryMarshal.Write(bytes.AsSpan(i * 2), (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
                    break;
            }
        }

        return new WeightRows(type, rows, k, bytes);
    }
}

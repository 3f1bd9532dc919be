// Compares the products of every quantized type with the exact ones.
using Caravan.Tensors;

namespace Caravan.Cpu.Tests.MatMul;

public sealed class QuantKernelAccuracyTests
{
    private const double UnitRoundoff = 1.0 / (1 << 24);

    public static TheoryData<string, InstructionLevel> Files =>
        Cases(WeightRows.Files().Where(file => TensorTypes.Get(WeightRows.Read(file).Type).IsQuantized));

    public static TheoryData<string, InstructionLevel> QuantizedTypes =>
        Cases(TensorTypes.All.ToArray().Where(traits => traits.IsQuantized).Select(traits => traits.Name));

    [Theory]
    [MemberData(nameof(Files))]
    public void Recorded_rows_multiply_to_the_last_bit(string file, InstructionLevel level)
    {
        WeightRows weights = WeightRows.Read(file);
        AssertExact(level, weights, columns: 1, seed: 1);
        AssertExact(level, weights, columns: 5, seed: 2);
    }

    [Theory]
    [MemberData(nameof(QuantizedTypes))]
    public void Random_rows_multiply_to_the_last_bit(string type, InstructionLevel level)
    {
        TensorTypeTraits traits = Traits(type);
        foreach (int blocks in new[] { 1, 3, 9 })
        {
            int columns = Math.Max(32, traits.BlockElements) * blocks;
            WeightRows weights = WeightRows.Random(traits.Type, 32, columns, blocks);
            AssertExact(level, weights, columns: 1, seed: 3);
            AssertExact(level, weights, columns: 4, seed: 4);
        }
    }

    private static void AssertExact(InstructionLevel level, WeightRows weights, int columns, int seed)
    {
        float[][] activations = ProductRun.Activations(columns, weights.Columns, seed);
        MatMulKernel kernel = Levels.Kernel(weights.Type, weights.Columns, level);
        float[][] products = ProductRun.Multiply(kernel, weights, activations);
        // One rounding for each group's addition (two without fused multiplication), some for scales: each of at most
        // the terms' magnitude.
        int groups = weights.Columns / QuantFormats.Get(weights.Type).GroupElements;
        double tolerance = ((2 * groups) + 8) * UnitRoundoff;
        for (int column = 0; column < columns; column++)
        {
            ReferenceValue[] expected = QuantReference.Multiply(weights, activations[column]);
            for (int row = 0; row < weights.Rows; row++)
            {
                // The same sum in the same order, which in turn must be near the exact product.
                ReferenceValue reference = expected[row];
                float product = level == InstructionLevel.Portable ? reference.Rounded : reference.Fused;
                Assert.Equal(product, products[column][row]);
                Assert.InRange(
                    product - reference.Value,
                    -tolerance * reference.Magnitude,
                    tolerance * reference.Magnitude
                );
            }
        }
    }

    private static TensorTypeTraits Traits(string name)
    {
        Assert.True(TensorTypes.TryParse(name, out TensorTypeTraits? traits));
        return traits;
    }

    private static TheoryData<string, InstructionLevel> Cases(IEnumerable<string> names)
    {
        TheoryData<string, InstructionLevel> cases = [];
        foreach (string name in names)
        {
            foreach (InstructionLevel level in Levels.Available)
            {
                cases.Add(name, level);
            }
        }

        return cases;
    }
}

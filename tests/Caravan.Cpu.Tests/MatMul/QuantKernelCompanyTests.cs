// Checks that a result does not depend on the rows and columns that share its call.
using Caravan.Tensors;

namespace Caravan.Cpu.Tests.MatMul;

public sealed class QuantKernelCompanyTests
{
    private const int MaximumCount = 19;

    // Up to where and from where on columns go by tiles differs between types.
    private static readonly int[] MoreColumns = [20, 23, 24, 28, 31, 32, 33];

    public static TheoryData<TensorType, InstructionLevel> Cases
    {
        get
        {
            TheoryData<TensorType, InstructionLevel> cases = [];
            foreach (TensorTypeTraits traits in TensorTypes.All)
            {
                if (traits.IsQuantized)
                {
                    foreach (InstructionLevel level in Levels.Available)
                    {
                        cases.Add(traits.Type, level);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_number_of_rows_and_columns_gives_the_same_bits(TensorType type, InstructionLevel level)
    {
        int k = Math.Max(32, TensorTypes.Get(type).BlockElements) * 3;
        int bundle = TensorTypes.Get(type).InterleavedRows;
        int rows = bundle == 1 ? MaximumCount : 3 * bundle;
        WeightRows weights = WeightRows.Random(type, rows, k, seed: 5);
        MatMulKernel kernel = Levels.Kernel(type, k, level);
        float[][] activations = ProductRun.Activations(MoreColumns[^1], k, seed: 6);
        float[][] alone = [.. activations.Select(row => ProductRun.Multiply(kernel, weights, [row])[0])];
        foreach (int count in Enumerable.Range(1, MaximumCount).Concat(MoreColumns))
        {
            // As many columns as rows where there are, and the rows cut off at either end.
            int some = Math.Min(count * bundle, rows);
            foreach (int first in new[] { 0, rows - some })
            {
                float[][] products = ProductRun.Multiply(
                    kernel,
                    weights,
                    first,
                    some,
                    activations[..count],
                    startAfterGuard: first > 0
                );
                for (int column = 0; column < count; column++)
                {
                    Assert.Equal(alone[column][first..(first + some)], products[column]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void More_columns_than_are_worked_on_at_a_time_give_the_same_bits(TensorType type, InstructionLevel level)
    {
        int k = Math.Max(32, TensorTypes.Get(type).BlockElements);
        MatMulKernel kernel = Levels.Kernel(type, k, level);
        WeightRows weights = WeightRows.Random(type, 16, k, seed: 7);
        float[][] activations = ProductRun.Activations(261, k, seed: 8);
        float[][] products = ProductRun.Multiply(kernel, weights, activations);
        for (int column = 0; column < activations.Length; column++)
        {
            Assert.Equal(ProductRun.Multiply(kernel, weights, [activations[column]])[0], products[column]);
        }
    }
}

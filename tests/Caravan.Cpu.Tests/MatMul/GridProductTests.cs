// Products of types whose quants are points of a grid.
using Caravan.Tensors;

namespace Caravan.Cpu.Tests.MatMul;

public sealed class GridProductTests
{
    private const int K = 2048;

    // 512 points of each row: with any signs each of 2048 comes up many times.
    private const int Rows = 96;
    private const int MostColumns = 5;

    /// <summary>All types whose quants are points of a grid.</summary>
    public static TheoryData<TensorType> Types =>
        [
            TensorType.IQ1_S,
            TensorType.IQ1_M,
            TensorType.IQ2_XXS,
            TensorType.IQ2_XS,
            TensorType.IQ2_S,
            TensorType.IQ3_XXS,
            TensorType.IQ3_S,
        ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Assembled_rows_know_every_point(TensorType type)
    {
        Assert.SkipWhen(CpuKernels.WhyNotAssembled is not null, CpuKernels.WhyNotAssembled ?? "");
        WeightRows weights = WeightRows.Random(type, Rows, K, seed: 21);
        float[][] activations = ProductRun.Activations(MostColumns, K, seed: 22);
        float[][] expected = ProductRun.Multiply(Levels.Kernel(type, K, InstructionLevel.Avx512), weights, activations);
        MatMulKernel kernel = Levels.Kernel(type, K, InstructionLevel.Assembled);
        for (int columns = 1; columns <= MostColumns; columns++)
        {
            Assert.Equal(expected[..columns], ProductRun.Multiply(kernel, weights, activations[..columns]));
        }
    }
}

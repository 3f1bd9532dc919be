// Tries assembled rows in the forms that processors differ in.
using Caravan.Cpu.Assembly;
using Caravan.Cpu.Assembly.Rows;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests.MatMul;

public sealed class RowProductVariantTests
{
    [Theory]
    [InlineData(TensorType.IQ5_K)]
    [InlineData(TensorType.IQ5_KS)]
    [InlineData(TensorType.IQ6_K)]
    public void Levels_are_the_same_without_a_permutation_of_bytes(TensorType type)
    {
        Assert.SkipWhen(CpuKernels.WhyNotAssembled is not null, CpuKernels.WhyNotAssembled ?? "");
        RowProduct? product = RowProducts.Create(type, permutesBytes: false);
        Assert.NotNull(product);
        Assert.NotNull(AssembledKernels.TileProducts);
        Assert.True(RowProductTrial.Passes(product, type, AssembledKernels.TileProducts));
    }
}

// What kernels call themselves.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public class KernelNameTests
{
    private const int K = 512;

    [Fact]
    public void Levels_differ_in_name()
    {
        Assert.Equal("portable", MatMulKernels.Create(TensorType.Q4_K, K, InstructionLevel.Portable).Describe(1));
        Assert.SkipWhen(CpuFeatures.VectorLevel < InstructionLevel.Avx2, "the processor has no AVX2");
        MatMulKernel kernel = MatMulKernels.Create(TensorType.Q4_K, K, InstructionLevel.Avx2);
        Assert.Equal("AVX2 rows", kernel.Describe(1));
        Assert.Equal("AVX2 tiles", kernel.Describe(2));
    }

    [Fact]
    public void Types_without_vector_unpacking_say_so()
    {
        Assert.SkipWhen(CpuFeatures.VectorLevel < InstructionLevel.Avx2, "the processor has no AVX2");
        Assert.Equal(
            "AVX2 tiles, scalar",
            MatMulKernels.Create(TensorType.IQ1_S_R4, K, InstructionLevel.Avx2).Describe(1)
        );
    }

    [Fact]
    public void Assembled_rows_give_way_to_tiles_where_columns_are_many()
    {
        Assert.SkipWhen(CpuKernels.WhyNotAssembled is not null, CpuKernels.WhyNotAssembled ?? "");
        MatMulKernel kernel = MatMulKernels.Create(TensorType.Q4_K, K, InstructionLevel.Assembled);
        Assert.Equal("assembled rows", kernel.Describe(1));
        Assert.Equal("assembled tiles", kernel.Describe(512));
    }
}

// What kernels call themselves.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests.MatMul;

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
            MatMulKernels.Create(TensorType.Q8_K_R16, K, InstructionLevel.Avx2).Describe(1)
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

    [Theory]
    [InlineData(TensorType.F32, "assembled rows", "assembled pieces")]
    [InlineData(TensorType.F16, "assembled rows", "assembled pieces")]
    [InlineData(TensorType.BF16, "assembled bfloat16 rows", "assembled bfloat16 pieces")]
    [InlineData(TensorType.BF16_R16, "assembled bfloat16 bundles", "assembled bfloat16 pieces")]
    public void Assembled_products_of_floats_passed_their_trial(TensorType type, string one, string many)
    {
        Assert.SkipWhen(CpuKernels.WhyNotAssembled is not null, CpuKernels.WhyNotAssembled ?? "");
        Assert.SkipUnless(
            one == "assembled rows" || CpuFacts.Current.Has(CpuInstructionSet.Avx512BF16),
            "the processor does not multiply bfloat16"
        );
        MatMulKernel kernel = MatMulKernels.Create(type, K, InstructionLevel.Assembled);
        Assert.Equal(one, kernel.Describe(1));
        Assert.Equal(many, kernel.Describe(512));
    }

    [Theory]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_K)]
    [InlineData(TensorType.Q5_K)]
    [InlineData(TensorType.Q6_K)]
    [InlineData(TensorType.IQ4_NL)]
    [InlineData(TensorType.IQ4_XS)]
    [InlineData(TensorType.IQ4_K)]
    [InlineData(TensorType.IQ2_K)]
    [InlineData(TensorType.IQ3_K)]
    [InlineData(TensorType.IQ5_K)]
    [InlineData(TensorType.IQ6_K)]
    [InlineData(TensorType.IQ2_KS)]
    [InlineData(TensorType.IQ3_KS)]
    [InlineData(TensorType.IQ4_KS)]
    [InlineData(TensorType.IQ4_KSS)]
    [InlineData(TensorType.IQ5_KS)]
    [InlineData(TensorType.IQ2_KL)]
    [InlineData(TensorType.IQ1_KT)]
    [InlineData(TensorType.IQ2_KT)]
    [InlineData(TensorType.IQ3_KT)]
    [InlineData(TensorType.IQ4_KT)]
    [InlineData(TensorType.MXFP4)]
    [InlineData(TensorType.Q5_0)]
    [InlineData(TensorType.Q5_1)]
    [InlineData(TensorType.Q4_1)]
    [InlineData(TensorType.Q3_K)]
    [InlineData(TensorType.Q2_K)]
    [InlineData(TensorType.Q6_0)]
    [InlineData(TensorType.NVFP4)]
    [InlineData(TensorType.TQ2_0)]
    [InlineData(TensorType.IQ2_BN)]
    public void Assembled_rows_passed_their_trial(TensorType type)
    {
        Assert.SkipWhen(CpuKernels.WhyNotAssembled is not null, CpuKernels.WhyNotAssembled ?? "");
        Assert.Equal("assembled rows", MatMulKernels.Create(type, K, InstructionLevel.Assembled).Describe(1));
    }

    [Theory]
    [MemberData(nameof(GridProductTests.Types), MemberType = typeof(GridProductTests))]
    public void Assembled_rows_of_grids_passed_their_trial(TensorType type)
    {
        Assert.SkipWhen(CpuKernels.WhyNotAssembled is not null, CpuKernels.WhyNotAssembled ?? "");
        bool looksUp =
            CpuFacts.Current.Has(CpuInstructionSet.Avx512Vbmi) && CpuFacts.Current.Has(CpuInstructionSet.Gfni);
        Assert.Equal(
            looksUp ? "assembled rows" : "AVX2 rows",
            MatMulKernels.Create(type, K, InstructionLevel.Assembled).Describe(1)
        );
    }

    [Theory]
    [InlineData(TensorType.Q8_0_R8)]
    [InlineData(TensorType.Q8_K_R8)]
    [InlineData(TensorType.Q8_K_R16)]
    [InlineData(TensorType.Q8_KV_R8)]
    [InlineData(TensorType.Q4_0_R8)]
    [InlineData(TensorType.MXFP4_R8)]
    [InlineData(TensorType.IQ4_XS_R8)]
    [InlineData(TensorType.Q4_K_R4)]
    [InlineData(TensorType.Q5_K_R4)]
    [InlineData(TensorType.Q6_K_R4)]
    [InlineData(TensorType.Q2_K_R4)]
    [InlineData(TensorType.Q3_K_R4)]
    [InlineData(TensorType.Q5_0_R4)]
    [InlineData(TensorType.Q6_0_R4)]
    [InlineData(TensorType.IQ4_NL_R4)]
    [InlineData(TensorType.IQ4_K_R4)]
    [InlineData(TensorType.IQ4_KS_R4)]
    [InlineData(TensorType.IQ2_BN_R4)]
    [InlineData(TensorType.IQ2_K_R4)]
    [InlineData(TensorType.IQ3_K_R4)]
    public void Assembled_bundles_passed_their_trial(TensorType type)
    {
        Assert.SkipWhen(CpuKernels.WhyNotAssembled is not null, CpuKernels.WhyNotAssembled ?? "");
        Assert.Equal("assembled bundles", MatMulKernels.Create(type, K, InstructionLevel.Assembled).Describe(1));
    }

    [Theory]
    [InlineData(TensorType.IQ5_K_R4)]
    [InlineData(TensorType.IQ5_KS_R4)]
    public void Assembled_bundles_that_permute_bytes_passed_their_trial(TensorType type)
    {
        Assert.SkipWhen(CpuKernels.WhyNotAssembled is not null, CpuKernels.WhyNotAssembled ?? "");
        Assert.SkipUnless(
            CpuFacts.Current.Has(CpuInstructionSet.Avx512Vbmi),
            "the processor does not permute the bytes of a register"
        );
        Assert.Equal("assembled bundles", MatMulKernels.Create(type, K, InstructionLevel.Assembled).Describe(1));
    }

    [Theory]
    [InlineData(TensorType.Q1_0)]
    [InlineData(TensorType.Q2_0)]
    [InlineData(TensorType.IQ1_BN)]
    [InlineData(TensorType.TQ1_0)]
    public void Assembled_rows_that_permute_bytes_passed_their_trial(TensorType type)
    {
        Assert.SkipWhen(CpuKernels.WhyNotAssembled is not null, CpuKernels.WhyNotAssembled ?? "");
        Assert.SkipUnless(
            CpuFacts.Current.Has(CpuInstructionSet.Avx512Vbmi),
            "the processor does not permute the bytes of a register"
        );
        Assert.Equal("assembled rows", MatMulKernels.Create(type, K, InstructionLevel.Assembled).Describe(1));
    }
}

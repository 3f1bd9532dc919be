// Checks that the level under test is the one that was asked for.
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Tests.MatMul;

public sealed class InstructionLevelTests
{
    private const string Variable = "CARAVAN_EXPECT_LEVEL";

    [Fact]
    public void Level_is_the_one_that_the_environment_expects()
    {
        string? expected = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(expected), $"{Variable} is not set");
        Assert.Equal(expected, CpuKernels.Level.ToString(), ignoreCase: true);
    }

    [Theory]
    [InlineData(InstructionLevel.Portable)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Assembled)]
    public void Kernels_of_the_level_are_tested_here(InstructionLevel level)
    {
        Assert.SkipWhen(
            level > CpuFeatures.Level,
            $"{level} kernels are not tested: this process has {CpuFeatures.Level} ({CpuFeatures.Names})"
        );
        Assert.Contains(level, Levels.Available);
    }

    [Fact]
    public void Level_is_not_above_what_the_runtime_supports()
    {
        bool supported = CpuFeatures.Level switch
        {
            InstructionLevel.Portable => true,
            InstructionLevel.Avx2 => Avx2.IsSupported && Fma.IsSupported,
            _ => Avx512F.IsSupported && Avx512BW.IsSupported,
        };
        Assert.True(supported);
    }

    [Fact]
    public void Assembled_kernels_or_the_reason_against_them_are_there()
    {
        Assert.Equal(CpuFeatures.Level != InstructionLevel.Assembled, CpuKernels.WhyNotAssembled is not null);
    }
}

// The measured limits of the machine.
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests;

public unsafe class CpuLimitsTests
{
    [Fact]
    public void Peaks_are_rates_of_a_named_instruction()
    {
        Assert.All(
            [CpuLimits.Floats(1), CpuLimits.Floats(2), CpuLimits.Bytes(1) ?? CpuLimits.Floats(1)],
            limit =>
            {
                // Ten million a second is what a processor of the eighties did.
                Assert.InRange(limit.MultiplyAdds, 1e7, 1e15);
                Assert.NotEqual("", limit.Instruction);
            }
        );
    }

    [Fact]
    public void Bytes_are_multiplied_by_the_instruction_of_assembled_kernels_where_there_are_such() =>
        Assert.Equal(
            CpuKernels.WhyNotAssembled is null,
            CpuLimits.Bytes(1)?.Instruction.StartsWith("vpdpbusd", StringComparison.Ordinal) == true
        );

    [Fact]
    public void Loops_of_vectors_run_beside_assembled_ones()
    {
        new VectorFloatLoop().Run(1000);
        VectorByteLoop.TryCreate()?.Run(1000);
        Assert.InRange(new VectorFloatLoop().MultiplyAdds, 1, 1000);
    }

    [Fact]
    public void Bandwidth_is_a_rate()
    {
        using CpuLimits limits = new(CpuLimits.LeastReadBytes);
        Assert.InRange(limits.ReadBandwidth(1), 1e6, 1e15);
        Assert.InRange(limits.ReadBandwidth(3), 1e6, 1e15);
    }

    [Fact]
    public void Memory_too_small_to_say_anything_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CpuLimits(CpuLimits.LeastReadBytes - 1));

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Reading_stays_within_its_memory(int turns)
    {
        long bytes = turns * ReadLoop.TurnBytes;
        using GuardedBuffer end = GuardedBuffer.EndingAtGuard(bytes);
        ReadLoop.Run(end.Pointer, bytes);
        ReadLoop.RunVectors(end.Pointer, bytes);
        using GuardedBuffer start = GuardedBuffer.StartingAfterGuard(bytes);
        ReadLoop.Run(start.Pointer, bytes);
        ReadLoop.RunVectors(start.Pointer, bytes);
    }
}

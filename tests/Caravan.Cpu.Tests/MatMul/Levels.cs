// The instruction-set levels that kernels are tested at.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests.MatMul;

internal static class Levels
{
    /// <summary>Those of this processor under the runtime's switches; <see cref="InstructionLevelTests"/> reports the others.</summary>
    internal static IEnumerable<InstructionLevel> Available =>
        Enum.GetValues<InstructionLevel>().Where(level => level <= CpuFeatures.Level);

    /// <summary>The kernel of a level.</summary>
    internal static MatMulKernel Kernel(TensorType type, int k, InstructionLevel level) =>
        MatMulKernels.Create(type, k, level);
}

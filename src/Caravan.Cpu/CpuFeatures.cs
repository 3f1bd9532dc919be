// Which instruction-set level this processor and the runtime's switches give.
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Assembly;

namespace Caravan.Cpu;

/// <summary>
/// What was found at start-up. Only the runtime's own switches change it (<c>DOTNET_EnableAVX512=0</c>,
/// <c>DOTNET_EnableAVX2=0</c>, <c>DOTNET_EnableHWIntrinsic=0</c>), so that what is reported is what runs.
/// </summary>
public static class CpuFeatures
{
    /// <summary>The highest level that kernels made of the runtime's vector instructions may use.</summary>
    public static InstructionLevel VectorLevel { get; } =
        !Avx2.IsSupported || !Fma.IsSupported ? InstructionLevel.Portable
        : Avx512BW.IsSupported ? InstructionLevel.Avx512
        : InstructionLevel.Avx2;

    /// <summary>The highest level that kernels may use. Finding it out may mean assembling code.</summary>
    public static InstructionLevel Level => AssembledKernels.WhyNot is null ? InstructionLevel.Assembled : VectorLevel;

    /// <summary>The instruction sets found, in the field's spelling, for logs: <c>AVX2 FMA</c>; empty when there are none.</summary>
    public static string Names { get; } =
        string.Join(
            ' ',
            new (string Name, bool Found)[]
            {
                ("SSE42", Sse42.IsSupported),
                ("AVX", Avx.IsSupported),
                ("AVX2", Avx2.IsSupported),
                ("FMA", Fma.IsSupported),
                ("AVX_VNNI", AvxVnni.IsSupported),
                ("AVX512F", Avx512F.IsSupported),
                ("AVX512BW", Avx512BW.IsSupported),
                ("NEON", AdvSimd.IsSupported),
                ("DOTPROD", Dp.IsSupported),
            }
                .Where(set => set.Found)
                .Select(set => set.Name)
        );
}

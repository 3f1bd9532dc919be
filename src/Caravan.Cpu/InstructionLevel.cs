// The instruction-set levels that kernels are written for.
namespace Caravan.Cpu;

/// <summary>Levels in rising order; each includes those before it.</summary>
public enum InstructionLevel
{
    /// <summary>Nothing assumed: 128-bit vectors where the runtime has them, scalar code elsewhere.</summary>
    Portable,

    /// <summary>x86-64 with AVX2 and FMA.</summary>
    Avx2,

    /// <summary>x86-64 with AVX-512 F and BW.</summary>
    Avx512,

    /// <summary>Kernels assembled at start-up for instructions that the runtime does not offer, AVX-512 elsewhere.</summary>
    Assembled,
}

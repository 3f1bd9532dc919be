// The instruction sets that kernels use or may come to use.
namespace Caravan.Cpu;

/// <summary>Instruction sets by the field's names; <see cref="CpuInstructionSets.Name"/> gives the spelling of logs.</summary>
public enum CpuInstructionSet
{
    /// <summary>SSE4.2.</summary>
    Sse42,

    /// <summary>AVX.</summary>
    Avx,

    /// <summary>AVX2.</summary>
    Avx2,

    /// <summary>FMA with three operands.</summary>
    Fma,

    /// <summary>Conversions of half precision.</summary>
    F16c,

    /// <summary>Bit manipulation, second set.</summary>
    Bmi2,

    /// <summary>Galois field instructions.</summary>
    Gfni,

    /// <summary>Integer dot products of 256 bits, VEX encoded.</summary>
    AvxVnni,

    /// <summary>The same with bytes of any sign on either side.</summary>
    AvxVnniInt8,

    /// <summary>The same for 16-bit integers.</summary>
    AvxVnniInt16,

    /// <summary>AVX-512, foundation.</summary>
    Avx512F,

    /// <summary>AVX-512, bytes and words.</summary>
    Avx512BW,

    /// <summary>AVX-512, conflict detection.</summary>
    Avx512CD,

    /// <summary>AVX-512, doublewords and quadwords.</summary>
    Avx512DQ,

    /// <summary>AVX-512 on 128 and 256 bits.</summary>
    Avx512VL,

    /// <summary>AVX-512, permutations of bytes.</summary>
    Avx512Vbmi,

    /// <summary>AVX-512, permutations of bytes, second set.</summary>
    Avx512Vbmi2,

    /// <summary>AVX-512, integer dot products.</summary>
    Avx512Vnni,

    /// <summary>AVX-512, dot products of bfloat16.</summary>
    Avx512BF16,

    /// <summary>AVX-512, half precision arithmetic.</summary>
    Avx512FP16,

    /// <summary>AVX10.</summary>
    Avx10,

    /// <summary>Tiles of the matrix extensions.</summary>
    AmxTile,

    /// <summary>Matrix products of bytes.</summary>
    AmxInt8,

    /// <summary>Matrix products of bfloat16.</summary>
    AmxBF16,

    /// <summary>Matrix products of half precision.</summary>
    AmxFP16,

    /// <summary>Arm vectors of 128 bits.</summary>
    Neon,

    /// <summary>Arm half precision arithmetic on vectors.</summary>
    NeonFP16,

    /// <summary>Arm integer dot products.</summary>
    DotProd,

    /// <summary>Arm integer matrix products.</summary>
    I8mm,

    /// <summary>Arm bfloat16 dot and matrix products.</summary>
    NeonBF16,

    /// <summary>Arm scalable vectors.</summary>
    Sve,

    /// <summary>Arm scalable vectors, second set.</summary>
    Sve2,
}

// Where instruction sets are found: the bits of CPUID and the words of Linux.
namespace Caravan.Cpu;

/// <summary>Names and places of instruction sets.</summary>
public static class CpuInstructionSets
{
    private enum Register
    {
        Eax,
        Ebx,
        Ecx,
        Edx,
    }

    private static readonly (
        CpuInstructionSet Set,
        string Name,
        uint Leaf,
        uint Subleaf,
        Register Register,
        int Bit
    )[] X86Bits =
    [
        (CpuInstructionSet.Sse42, "sse4_2", 1, 0, Register.Ecx, 20),
        (CpuInstructionSet.Avx, "avx", 1, 0, Register.Ecx, 28),
        (CpuInstructionSet.Avx2, "avx2", 7, 0, Register.Ebx, 5),
        (CpuInstructionSet.Fma, "fma", 1, 0, Register.Ecx, 12),
        (CpuInstructionSet.F16c, "f16c", 1, 0, Register.Ecx, 29),
        (CpuInstructionSet.Bmi2, "bmi2", 7, 0, Register.Ebx, 8),
        (CpuInstructionSet.Gfni, "gfni", 7, 0, Register.Ecx, 8),
        (CpuInstructionSet.AvxVnni, "avx_vnni", 7, 1, Register.Eax, 4),
        (CpuInstructionSet.AvxVnniInt8, "avx_vnni_int8", 7, 1, Register.Edx, 4),
        (CpuInstructionSet.AvxVnniInt16, "avx_vnni_int16", 7, 1, Register.Edx, 10),
        (CpuInstructionSet.Avx512F, "avx512f", 7, 0, Register.Ebx, 16),
        (CpuInstructionSet.Avx512BW, "avx512bw", 7, 0, Register.Ebx, 30),
        (CpuInstructionSet.Avx512CD, "avx512cd", 7, 0, Register.Ebx, 28),
        (CpuInstructionSet.Avx512DQ, "avx512dq", 7, 0, Register.Ebx, 17),
        (CpuInstructionSet.Avx512VL, "avx512vl", 7, 0, Register.Ebx, 31),
        (CpuInstructionSet.Avx512Vbmi, "avx512vbmi", 7, 0, Register.Ecx, 1),
        (CpuInstructionSet.Avx512Vbmi2, "avx512_vbmi2", 7, 0, Register.Ecx, 6),
        (CpuInstructionSet.Avx512Vnni, "avx512_vnni", 7, 0, Register.Ecx, 11),
        (CpuInstructionSet.Avx512BF16, "avx512_bf16", 7, 1, Register.Eax, 5),
        (CpuInstructionSet.Avx512FP16, "avx512_fp16", 7, 0, Register.Edx, 23),
        (CpuInstructionSet.Avx10, "avx10", 7, 1, Register.Edx, 19),
        (CpuInstructionSet.AmxTile, "amx_tile", 7, 0, Register.Edx, 24),
        (CpuInstructionSet.AmxInt8, "amx_int8", 7, 0, Register.Edx, 25),
        (CpuInstructionSet.AmxBF16, "amx_bf16", 7, 0, Register.Edx, 22),
        (CpuInstructionSet.AmxFP16, "amx_fp16", 7, 1, Register.Eax, 21),
    ];

    // As Linux writes them in /proc/cpuinfo.
    private static readonly (CpuInstructionSet Set, string Name)[] ArmWords =
    [
        (CpuInstructionSet.Neon, "asimd"),
        (CpuInstructionSet.NeonFP16, "asimdhp"),
        (CpuInstructionSet.DotProd, "asimddp"),
        (CpuInstructionSet.I8mm, "i8mm"),
        (CpuInstructionSet.NeonBF16, "bf16"),
        (CpuInstructionSet.Sve, "sve"),
        (CpuInstructionSet.Sve2, "sve2"),
    ];

    /// <summary>The spelling that Linux uses: <c>avx512_vnni</c>, <c>asimddp</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such set.</exception>
    public static string Name(CpuInstructionSet set)
    {
        foreach (var (entry, name, _, _, _, _) in X86Bits)
        {
            if (entry == set)
            {
                return name;
            }
        }

        foreach ((CpuInstructionSet entry, string name) in ArmWords)
        {
            if (entry == set)
            {
                return name;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(set), set, "no instruction set has this number");
    }

    /// <summary>Those whose bits CPUID shows.</summary>
    internal static IEnumerable<CpuInstructionSet> Of(CpuIdFunction cpuId)
    {
        uint leaves = cpuId(0, 0).Eax;
        uint subleaves = leaves >= 7 ? cpuId(7, 0).Eax : 0;
        foreach (var (set, _, leaf, subleaf, register, bit) in X86Bits)
        {
            if (leaf > leaves || (leaf == 7 && subleaf > subleaves))
            {
                continue;
            }

            CpuIdRegisters answer = cpuId(leaf, subleaf);
            uint bits = register switch
            {
                Register.Eax => answer.Eax,
                Register.Ebx => answer.Ebx,
                Register.Ecx => answer.Ecx,
                _ => answer.Edx,
            };
            if (((bits >> bit) & 1) != 0)
            {
                yield return set;
            }
        }
    }

    /// <summary>Those that Linux names: on Arm, and on x86 where the runtime is told not to ask CPUID.</summary>
    /// <param name="cpuInfo">The text of <c>/proc/cpuinfo</c>; the first processor counts.</param>
    internal static IEnumerable<CpuInstructionSet> OfLinux(string cpuInfo)
    {
        string? line = cpuInfo
            .Split('\n')
            .FirstOrDefault(line =>
                line.Contains(':')
                && (
                    line.StartsWith("Features", StringComparison.Ordinal)
                    || line.StartsWith("flags", StringComparison.Ordinal)
                )
            );
        string[] words = line is null ? [] : line[(line.IndexOf(':') + 1)..].Split(' ', StringSplitOptions.TrimEntries);
        return Enum.GetValues<CpuInstructionSet>().Where(set => words.Contains(Name(set)));
    }
}

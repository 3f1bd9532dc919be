// Loops of vpdpbusd and of vfmadd231ps, assembled.
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Assembly;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu;

/// <summary>Registers of 512 bits, 24 sums of their own; the argument is the number of turns.</summary>
internal sealed unsafe class AssembledLoop : ArithmeticLoop
{
    private const int Sums = 24;
    private const int First = 30;
    private const int Second = 31;
    private const int Bytes = 64;

    private readonly MachineCode code;

    private AssembledLoop(string instruction, int lanes, MachineCode code)
        : base(instruction, Sums * lanes) => this.code = code;

    /// <summary>Products of unsigned and signed bytes; null where the processor or the system has no such code.</summary>
    internal static AssembledLoop? TryBytes() =>
        Avx512BW.IsSupported && CpuFacts.Current.Has(CpuInstructionSet.Avx512Vnni)
            ? TryCreate(
                "vpdpbusd zmm",
                Bytes,
                (assembler, sum) => assembler.vpdpbusd(sum, Vectors.Zmm(First), Vectors.Zmm(Second))
            )
            : null;

    /// <summary>Products of single precision; null where the processor or the system has no such code.</summary>
    internal static AssembledLoop? TryFloats() =>
        Avx512F.IsSupported
            ? TryCreate(
                "vfmadd231ps zmm",
                Bytes / sizeof(float),
                (assembler, sum) => assembler.vfmadd231ps(sum, Vectors.Zmm(First), Vectors.Zmm(Second))
            )
            : null;

    /// <inheritdoc/>
    internal override void Run(long turns) => code.Entry(&turns);

    private static AssembledLoop? TryCreate(
        string instruction,
        int lanes,
        Action<Assembler, AssemblerRegisterZMM> multiply
    )
    {
        MachineCode? code = MachineCode.TryAssemble(assembler =>
        {
            assembler.mov(rax, __qword_ptr[CallingConvention.Argument]);
            foreach (int register in Enumerable.Range(0, Sums).Append(First).Append(Second))
            {
                assembler.vpxord(Vectors.Zmm(register), Vectors.Zmm(register), Vectors.Zmm(register));
            }

            Label turn = assembler.CreateLabel();
            assembler.Label(ref turn);
            for (int sum = 0; sum < Sums; sum++)
            {
                multiply(assembler, Vectors.Zmm(sum));
            }

            assembler.dec(rax);
            assembler.jnz(turn);
        });
        return code is null ? null : new AssembledLoop(instruction, lanes, code);
    }
}

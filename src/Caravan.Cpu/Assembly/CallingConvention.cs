// What an assembled function must keep for its caller.
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly;

/// <summary>
/// The entry and the exit of a function of one pointer, in the convention of the system that runs. General registers that
/// belong to the caller are pushed; Windows wants xmm6 to xmm15 kept as well.
/// </summary>
internal static class CallingConvention
{
    private const int FirstKeptVector = 6;
    private const int LastKeptVector = 15;
    private const int VectorBytes = 16;
    private const int KeptVectorBytes = (LastKeptVector - FirstKeptVector + 1) * VectorBytes;

    private static readonly AssemblerRegister64[] Kept = OperatingSystem.IsWindows()
        ? [rbx, rbp, rsi, rdi, r12, r13, r14, r15]
        : [rbx, rbp, r12, r13, r14, r15];

    /// <summary>Where the pointer to the arguments is after <see cref="Enter"/>. All other general registers but rsp are free.</summary>
    internal static AssemblerRegister64 Argument => rdi;

    /// <summary>Saves what belongs to the caller and brings the argument to <see cref="Argument"/>.</summary>
    internal static void Enter(Assembler assembler)
    {
        foreach (AssemblerRegister64 register in Kept)
        {
            assembler.push(register);
        }

        if (OperatingSystem.IsWindows())
        {
            assembler.sub(rsp, KeptVectorBytes);
            for (int i = FirstKeptVector; i <= LastKeptVector; i++)
            {
                assembler.vmovups(__[rsp + ((i - FirstKeptVector) * VectorBytes)], Vectors.Xmm(i));
            }

            assembler.mov(rdi, rcx);
        }
    }

    /// <summary>Restores the caller's registers and returns.</summary>
    internal static void Leave(Assembler assembler)
    {
        // The upper halves of vector registers left in use would slow the caller's SSE code down.
        assembler.vzeroupper();
        if (OperatingSystem.IsWindows())
        {
            for (int i = FirstKeptVector; i <= LastKeptVector; i++)
            {
                assembler.vmovups(Vectors.Xmm(i), __[rsp + ((i - FirstKeptVector) * VectorBytes)]);
            }

            assembler.add(rsp, KeptVectorBytes);
        }

        for (int i = Kept.Length - 1; i >= 0; i--)
        {
            assembler.pop(Kept[i]);
        }

        assembler.ret();
    }
}

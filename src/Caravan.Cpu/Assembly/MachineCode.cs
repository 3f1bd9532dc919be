// A function assembled at run time for the processor at hand.
using Caravan.Platform;
using Iced.Intel;

namespace Caravan.Cpu.Assembly;

/// <summary>
/// Takes one pointer, to a block of arguments, and returns nothing; follows the calling convention of the system. It stays in
/// memory as long as this object.
/// </summary>
internal sealed unsafe class MachineCode
{
    private const int CodeAlignment = 64;

    private readonly ExecutableMemory _memory;

    private MachineCode(ExecutableMemory memory, nint entry)
    {
        _memory = memory;
        Entry = (delegate* unmanaged<void*, void>)(memory.Address + entry);
    }

    /// <summary>The function.</summary>
    internal delegate* unmanaged<void*, void> Entry { get; }

    /// <summary>Assembles what <paramref name="write"/> emits; null where the system allows no code to be made.</summary>
    /// <param name="write">Emits the body between prologue and epilogue; the argument is in <see cref="CallingConvention.Argument"/>.</param>
    /// <param name="writeTables">Emits data that stand before the function, from a multiple of 64 bytes on.</param>
    internal static MachineCode? TryAssemble(Action<Assembler> write, Action<Assembler>? writeTables = null)
    {
        Assembler assembler = new(64);
        writeTables?.Invoke(assembler);
        Label entry = assembler.CreateLabel();
        assembler.Label(ref entry);
        CallingConvention.Enter(assembler);
        write(assembler);
        CallingConvention.Leave(assembler);
        using MemoryStream code = new();
        AssemblerResult result = assembler.Assemble(
            new StreamCodeWriter(code),
            CodeAlignment,
            BlockEncoderOptions.ReturnNewInstructionOffsets
        );
        nint entryAt = (nint)(result.GetLabelRIP(entry) - CodeAlignment);
        return ExecutableMemory.TryCreate(code.GetBuffer().AsSpan(0, (int)code.Length)) is { } memory
            ? new MachineCode(memory, entryAt)
            : null;
    }
}

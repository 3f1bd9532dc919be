// Machine code made at run time: written first, executable afterwards, never both.
namespace Caravan.Platform;

/// <summary>Pages that hold a copy of machine code for this processor. They are freed when nobody refers to them any more.</summary>
public sealed unsafe class ExecutableMemory : IDisposable
{
    private readonly PageMemory memory;

    private ExecutableMemory(PageMemory memory) => this.memory = memory;

    /// <summary>The first instruction; valid until disposal.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been freed.</exception>
    public nint Address => (nint)memory.Pointer;

    /// <summary>Copies code that does not depend on its address to new pages and makes those executable.</summary>
    /// <param name="code">Instructions, at least one byte.</param>
    /// <param name="system">The system calls to use; those of this machine when null.</param>
    /// <returns>Null where the system does not allow memory to become executable.</returns>
    /// <exception cref="InsufficientMemoryException">The system has no such amount.</exception>
    public static ExecutableMemory? TryCreate(ReadOnlySpan<byte> code, ISystemCalls? system = null)
    {
        system ??= SystemCalls.Current;
        int page = system.PageBytes;
        long length = (code.Length + page - 1L) / page * page;
        PageMemory memory = new(length, hugePages: false, system);

        // Bounds: length is at least code.Length.
        code.CopyTo(new Span<byte>(memory.Pointer, code.Length));
        if (system.TryMakeExecutable((nint)memory.Pointer, length))
        {
            return new ExecutableMemory(memory);
        }

        memory.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}

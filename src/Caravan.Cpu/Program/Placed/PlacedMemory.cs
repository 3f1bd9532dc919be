// Memory that all placed programs of a device share.
namespace Caravan.Cpu;

/// <summary>
/// Scratch memory of placed programs. A connection keeps dozens of programs of which one runs at a time, and nothing in
/// scratch memory outlives a run: so one piece serves all. Whoever uses it holds the lock of the device's team.
/// </summary>
internal sealed class PlacedMemory : IDisposable
{
    /// <summary>Tensors that the client does not know.</summary>
    internal GrowingBlock Tensors { get; } = new();

    /// <summary>Working memory of the steps.</summary>
    internal GrowingBlock Working { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        Tensors.Dispose();
        Working.Dispose();
    }
}

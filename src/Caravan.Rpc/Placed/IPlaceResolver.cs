// Turns the handles and addresses that a worker gave out back into buffers.
using System.Diagnostics.CodeAnalysis;
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>The buffers of a connection, as graphs look tensors up in them.</summary>
public interface IPlaceResolver
{
    /// <summary>
    /// The buffer with a handle and the offset of an address in it. Called for every tensor of every graph: it must not
    /// allocate.
    /// </summary>
    /// <param name="handle">What ALLOC_BUFFER answered; 0 and unknown numbers name no buffer.</param>
    /// <param name="address">Base address of the buffer plus an offset, as the client claims.</param>
    /// <param name="buffer">Receives the buffer.</param>
    /// <param name="offset">Receives the offset in bytes, within 0..<see cref="IDeviceBuffer.Bytes"/>.</param>
    /// <returns>False when there is no such buffer or the address lies outside it.</returns>
    bool TryResolve(ulong handle, ulong address, [NotNullWhen(true)] out IDeviceBuffer? buffer, out long offset);
}

// The buffers of a connection that lie on one device.
using System.Diagnostics.CodeAnalysis;
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>Looks tensors of a graph up: those on other devices are none of its business.</summary>
internal sealed class DeviceBuffers(BufferTable buffers, WorkerDevice device) : IPlaceResolver
{
    /// <inheritdoc/>
    public bool TryResolve(ulong handle, ulong address, [NotNullWhen(true)] out IDeviceBuffer? buffer, out long offset)
    {
        if (buffers.TryFind(handle, address, out WorkerBuffer? found, out offset) && found.Owner == device)
        {
            buffer = found.DeviceBuffer;
            return true;
        }

        buffer = null;
        return false;
    }
}

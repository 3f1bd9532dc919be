// Where the weights and states of a graph lie on a device.
namespace Caravan.Graph;

/// <summary>A place in device memory for each weight and state leaf of a graph.</summary>
public sealed class TensorBindings
{
    private readonly Dictionary<GraphTensor, (IDeviceBuffer Buffer, long Offset)> places = [];

    /// <summary>Binds a leaf to bytes of a buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The leaf does not fit at that offset.</exception>
    public void Bind(GraphTensor leaf, IDeviceBuffer buffer, long offset)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        ArgumentNullException.ThrowIfNull(buffer);
        long bytes = Footprint.Bytes(leaf, default);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, buffer.Bytes - offset);
        places[leaf] = (buffer, offset);
    }

    /// <summary>The place of a leaf.</summary>
    /// <exception cref="DeviceException">The leaf was not bound.</exception>
    public (IDeviceBuffer Buffer, long Offset) this[GraphTensor leaf] =>
        places.TryGetValue(leaf, out (IDeviceBuffer, long) place)
            ? place
            : throw new DeviceException($"{leaf.Role} {leaf.Name} has no place in device memory");
}

// Where the weights and states of a graph lie on a device, and whatever else was given a place there.
namespace Caravan.Graph;

/// <summary>
/// A place in device memory for each weight and state leaf of a graph, and for inputs and computed tensors that programs of
/// one device share.
/// </summary>
public sealed class TensorBindings
{
    private readonly Dictionary<GraphTensor, (IDeviceBuffer Buffer, long Offset)> places = [];

    /// <summary>Binds a leaf of constant shape to bytes of a buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The leaf does not fit at that offset.</exception>
    public void Bind(GraphTensor leaf, IDeviceBuffer buffer, long offset) => Bind(leaf, buffer, offset, default);

    /// <summary>Binds a tensor that owns its bytes, with the size it has at <paramref name="maximum"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tensor does not fit at that offset.</exception>
    /// <exception cref="ArgumentException">The tensor is a view.</exception>
    public void Bind(GraphTensor tensor, IDeviceBuffer buffer, long offset, in SymbolValues maximum)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(buffer);
        if (tensor.ViewSource is { } root)
        {
            throw new ArgumentException($"{tensor.Name} is a view: bind {root.Name} instead", nameof(tensor));
        }

        long bytes = Footprint.Bytes(tensor, maximum);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, buffer.Bytes - offset);
        places[tensor] = (buffer, offset);
    }

    /// <summary>The place of a leaf.</summary>
    /// <exception cref="DeviceException">The leaf was not bound.</exception>
    public (IDeviceBuffer Buffer, long Offset) this[GraphTensor leaf] =>
        TryGet(leaf) ?? throw new DeviceException($"{leaf.Role} {leaf.Name} has no place in device memory");

    /// <summary>The place of a tensor, or null when it was not bound.</summary>
    public (IDeviceBuffer Buffer, long Offset)? TryGet(GraphTensor tensor) =>
        places.TryGetValue(tensor, out (IDeviceBuffer, long) place) ? place : null;
}

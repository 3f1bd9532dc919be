// Tells op placement where weights and states lie.
namespace Caravan.Graph;

/// <summary>The devices of a placement, by index, and the one that holds each weight and state.</summary>
public interface ILeafPlaces
{
    /// <summary>Answer of <see cref="DeviceOf"/> for a leaf that every device may have a copy of.</summary>
    const int Anywhere = -1;

    /// <summary>Names of the devices.</summary>
    IReadOnlyList<string> DeviceNames { get; }

    /// <summary>Index of the device of this process, where inputs come from and outputs are wanted.</summary>
    int Home { get; }

    /// <summary>
    /// Index of the device that holds a weight or state for the op <paramref name="user"/>, or <see cref="Anywhere"/>. A weight
    /// used in two ways, such as a tied output matrix, may lie on two devices.
    /// </summary>
    int DeviceOf(GraphTensor leaf, GraphTensor user);
}

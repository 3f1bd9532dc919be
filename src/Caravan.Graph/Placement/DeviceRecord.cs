// What one device did in one step.
namespace Caravan.Graph;

/// <summary>
/// Time and traffic of a device in a step, as seen from this process. The device of this process has no traffic: what it
/// gives and takes is copied in memory and counted at the other device.
/// </summary>
public record struct DeviceRecord
{
    /// <summary>Ticks of <see cref="System.Diagnostics.Stopwatch"/> in running programs: computing, or issuing where the device is elsewhere.</summary>
    public long RunTicks { get; set; }

    /// <summary>Ticks in reading results: waiting for the device and for the bytes.</summary>
    public long WaitTicks { get; set; }

    /// <summary>Bytes sent to the device.</summary>
    public long BytesTo { get; set; }

    /// <summary>Bytes received from the device.</summary>
    public long BytesFrom { get; set; }

    /// <summary>Tensors sent to the device.</summary>
    public int MessagesTo { get; set; }

    /// <summary>Tensors received from the device.</summary>
    public int MessagesFrom { get; set; }

    /// <summary>Times that this process waited for the device: tensors read together count once.</summary>
    public int RoundTrips { get; set; }

    /// <summary>Stages run.</summary>
    public int Stages { get; set; }
}

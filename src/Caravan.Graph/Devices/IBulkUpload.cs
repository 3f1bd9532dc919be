// Devices that take many weights better than one by one.
namespace Caravan.Graph;

/// <summary>
/// A device elsewhere: told of many weights at once, it asks for all of them by content before it sends what is missing.
/// </summary>
public interface IBulkUpload
{
    /// <summary>Brings weights to buffers of this device.</summary>
    /// <param name="weights">The weights; their bytes stay valid until the call returns.</param>
    /// <param name="progress">Told how many bytes are there in addition; called on the calling thread.</param>
    /// <param name="cancellation">Stops between two weights.</param>
    /// <exception cref="DeviceException">The device failed.</exception>
    void Upload(IReadOnlyList<WeightSource> weights, Action<long> progress, CancellationToken cancellation);
}

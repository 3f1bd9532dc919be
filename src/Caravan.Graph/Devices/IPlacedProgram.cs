// A placed graph compiled for one device.
namespace Caravan.Graph;

/// <summary>A compiled placed graph. Running it allocates nothing unless scratch memory has to grow.</summary>
public interface IPlacedProgram : IDisposable
{
    /// <summary>
    /// Checks every region the ops will touch against its buffer, then runs the graph once. Views must be given like any
    /// other tensor, by their own place.
    /// </summary>
    /// <param name="places">A place for each index that <see cref="PlacedGraph.Places"/> names.</param>
    /// <exception cref="DeviceException">A region leaves its buffer, shapes do not fit, an index is out of range; nothing
    /// outside the given buffers was touched.</exception>
    void Run(ReadOnlySpan<PlacedTensor> places);
}

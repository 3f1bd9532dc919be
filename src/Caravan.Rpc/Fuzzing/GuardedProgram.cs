// A placed program whose tensors lie in guarded buffers.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>Hands a program the buffers that its device knows.</summary>
internal sealed class GuardedProgram(IPlacedProgram inner) : IPlacedProgram
{
    private PlacedTensor[] unwrapped = [];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<PlacedTensor> places)
    {
        if (unwrapped.Length < places.Length)
        {
            unwrapped = new PlacedTensor[places.Length];
        }

        for (int i = 0; i < places.Length; i++)
        {
            unwrapped[i] = places[i] with { Buffer = (places[i].Buffer as GuardedDeviceBuffer)?.Inner };
        }

        inner.Run(unwrapped.AsSpan(0, places.Length));
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}

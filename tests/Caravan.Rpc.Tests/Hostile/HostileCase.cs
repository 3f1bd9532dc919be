// One known way to hurt a server of the ggml RPC protocol.
namespace Caravan.Rpc.Tests.Hostile;

/// <summary>
/// A case: its number in the list of known weaknesses, what is tried, and the frames that try it on a connection that has a
/// buffer already.
/// </summary>
/// <param name="Number">Number in section 5.1 of the protocol's description.</param>
/// <param name="Name">What is tried, unique within a dialect.</param>
/// <param name="Frames">Builds the frames; the last is the hostile one.</param>
/// <param name="Outcome">What the worker may do.</param>
internal sealed record HostileCase(
    int Number,
    string Name,
    Func<WorkerSession, HostileFrame[]> Frames,
    HostileOutcome Outcome = HostileOutcome.Closed
)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Number}: {Name}";
}

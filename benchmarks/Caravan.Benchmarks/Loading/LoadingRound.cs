// All figures of one round of "loading".
namespace Caravan.Benchmarks.Loading;

/// <summary>Measurements that are compared with one another.</summary>
/// <param name="Drop">Seconds of a plain socket copy whose receiver keeps nothing.</param>
/// <param name="Copy">Seconds of a plain socket copy into fresh memory.</param>
/// <param name="Hash">Seconds of hashing several streams side by side.</param>
/// <param name="Write">Seconds of writing and syncing a file.</param>
/// <param name="Cold">First load, worker without a cache.</param>
/// <param name="Storing">First load, worker with an empty cache.</param>
/// <param name="Warm">Later load of the same client.</param>
/// <param name="Other">Load of a client that has the file but none of its hashes.</param>
internal sealed record LoadingRound(
    double Drop,
    double Copy,
    double Hash,
    double Write,
    LoadFigures Cold,
    LoadFigures Storing,
    LoadFigures Warm,
    LoadFigures Other
)
{
    /// <summary>The longest of copy, hashing and writing.</summary>
    internal double Longest => Math.Max(Copy, Math.Max(Hash, Write));
}

// What a peer took for the same products.
namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>A peer's figures.</summary>
/// <param name="Peer">Its name.</param>
/// <param name="Buffer">The kind of memory that it keeps the weights in.</param>
/// <param name="Seconds">Its median for a product or block.</param>
/// <param name="Ratio">Median over the rounds of its time over ours: above 1 we are faster.</param>
/// <param name="Difference">Root mean square of the difference of both results over that of its own; NaN where they are no numbers.</param>
/// <param name="DotSeconds">Its median for a product by one <c>ggml_vec_dot</c> a row; null where it was not measured.</param>
/// <param name="DotRatio">The same over ours.</param>
internal sealed record PeerFigures(
    string Peer,
    string Buffer,
    double Seconds,
    double Ratio,
    double Difference,
    double? DotSeconds,
    double? DotRatio
);

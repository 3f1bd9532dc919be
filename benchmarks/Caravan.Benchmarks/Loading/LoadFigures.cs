// What one load took.
namespace Caravan.Benchmarks.Loading;

/// <summary>One load of a model onto a worker.</summary>
/// <param name="Ready">Seconds from connecting until every weight is in its place.</param>
/// <param name="FirstToken">Seconds from connecting until the logits of one token are here.</param>
/// <param name="Stored">Seconds from connecting until the worker's cache is complete; NaN without one.</param>
/// <param name="BytesOut">Bytes sent until ready.</param>
/// <param name="WorkerAnonymousBytes">Memory of the worker's own after the tokens; -1 where the system does not say.</param>
/// <param name="Tokens">Tokens chosen greedily.</param>
internal sealed record LoadFigures(
    double Ready,
    double FirstToken,
    double Stored,
    long BytesOut,
    long WorkerAnonymousBytes,
    int[] Tokens
);

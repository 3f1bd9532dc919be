// How a derived weight's bytes come from its sources' bytes.
namespace Caravan.Models;

/// <summary>Computes a weight's bytes.</summary>
/// <param name="first">Bytes of the first source.</param>
/// <param name="second">Bytes of the second source; empty where there is one.</param>
/// <param name="destination">Receives the weight.</param>
internal delegate void DerivedWeightFunction(
    ReadOnlySpan<byte> first,
    ReadOnlySpan<byte> second,
    Span<byte> destination
);

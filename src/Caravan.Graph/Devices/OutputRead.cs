// One of several outputs that are read together.
namespace Caravan.Graph;

/// <summary>An output read from its start into a part of a buffer.</summary>
/// <param name="Output">The output.</param>
/// <param name="Start">First byte of its part of the buffer.</param>
/// <param name="Bytes">Bytes to read.</param>
public readonly record struct OutputRead(GraphTensor Output, int Start, int Bytes);

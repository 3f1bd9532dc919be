// One damaged byte of a stream.
namespace Caravan.Relay;

/// <summary>Bits that the relay inverts in passing.</summary>
/// <param name="Offset">Which byte, counted from the start of the direction of each connection.</param>
/// <param name="Mask">The bits to invert.</param>
public readonly record struct BitFlip(long Offset, byte Mask);

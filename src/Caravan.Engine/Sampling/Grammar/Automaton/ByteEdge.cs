// A range of bytes that leads from a node to another.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A range of bytes, both ends included, and where it leads.</summary>
internal readonly record struct ByteEdge(byte First, byte Last, int Target);

// A part of a machine with memory of its own.
using System.Collections.Immutable;

namespace Caravan.Platform;

/// <summary>A NUMA node: processors, and the memory that is nearest to them.</summary>
/// <param name="Number">Its number in the system.</param>
/// <param name="Processors">Its logical processors in ascending order; empty for a node of memory only.</param>
/// <param name="MemoryBytes">Its memory in bytes; 0 where the system does not say.</param>
public sealed record NumaNode(int Number, ImmutableArray<int> Processors, long MemoryBytes);

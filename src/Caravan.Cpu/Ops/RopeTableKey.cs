// What two ROPE steps must have in common to share a table.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>Parameters of a ROPE node and the ids of its positions and frequency factors (-1 for none).</summary>
internal readonly record struct RopeTableKey(int Positions, OpParameters Parameters, int Factors);

// What two ROPE steps must have in common to share a table.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>Positions, parameters and frequency factors of a ROPE node.</summary>
internal readonly record struct RopeTableKey(GraphTensor Positions, OpParameters Parameters, GraphTensor? Factors);

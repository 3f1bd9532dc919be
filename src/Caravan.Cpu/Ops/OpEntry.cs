// How one op is checked and made executable.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>The functions of one op.</summary>
/// <param name="Op">The op.</param>
/// <param name="WhyUnsupported">What stands in the way of running a node, or null.</param>
/// <param name="Create">Makes the step of a node.</param>
internal sealed record OpEntry(
    GraphOp Op,
    Func<GraphTensor, string?> WhyUnsupported,
    Func<GraphTensor, StepContext, Step> Create
);

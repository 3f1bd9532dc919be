// A graph cut into stages, with everything that moves between them.
using System.Collections.Immutable;

namespace Caravan.Graph;

/// <summary>A graph cut for several devices.</summary>
public sealed class StagePlan
{
    /// <summary>The stages in an order that respects all dependencies.</summary>
    public required ImmutableArray<Stage> Stages { get; init; }

    /// <summary>Inputs of the whole graph for each device that uses them.</summary>
    public required ImmutableArray<StageInput> Inputs { get; init; }

    /// <summary>Values that cross, in order of <see cref="Transfer.Before"/>.</summary>
    public required ImmutableArray<Transfer> Transfers { get; init; }

    /// <summary>Values that outlive the stage that computes or receives them.</summary>
    public required ImmutableArray<SharedValue> Shared { get; init; }

    /// <summary>Outputs of the whole graph and the stage that computes each.</summary>
    public required ImmutableArray<(GraphTensor Output, StageTensor From)> Outputs { get; init; }
}

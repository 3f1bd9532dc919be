// A value that crosses from one device to others.
using System.Collections.Immutable;

namespace Caravan.Graph;

/// <summary>A crossing: read once where it was computed, written once to each device that needs it.</summary>
/// <param name="From">The output of the stage that computes it, dense.</param>
/// <param name="To">One input on each receiving device.</param>
/// <param name="Before">Index of the first stage that needs it.</param>
public sealed record Transfer(StageTensor From, ImmutableArray<StageTensor> To, int Before);

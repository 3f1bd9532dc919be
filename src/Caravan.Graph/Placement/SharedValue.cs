// A value that keeps its place in a device's memory while stages come and go.
using System.Collections.Immutable;

namespace Caravan.Graph;

/// <summary>
/// A value that outlives a stage: it goes to later stages of its device, which see it in the same place, or it crosses, or it
/// is an input or output of the whole graph.
/// </summary>
/// <param name="Device">Index of the device.</param>
/// <param name="Tensors">Its counterparts in the device's stages, all of one type and shape; each owns its bytes.</param>
/// <param name="First">Index of the stage after which it may be there; -1 for inputs.</param>
/// <param name="Last">Index of the last stage before which it is used; the number of stages for inputs and outputs.</param>
public sealed record SharedValue(int Device, ImmutableArray<StageTensor> Tensors, int First, int Last);

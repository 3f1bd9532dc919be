// An input of the whole graph on one device.
namespace Caravan.Graph;

/// <summary>An input, written once for each device that uses it, however many stages do.</summary>
/// <param name="Input">The input of the whole graph.</param>
/// <param name="Device">Index of the device.</param>
/// <param name="Into">Its first counterpart on the device.</param>
public readonly record struct StageInput(GraphTensor Input, int Device, StageTensor Into);

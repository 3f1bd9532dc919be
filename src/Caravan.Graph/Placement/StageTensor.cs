// A tensor of one stage's graph.
namespace Caravan.Graph;

/// <summary>A tensor within a stage.</summary>
/// <param name="Stage">Index of the stage.</param>
/// <param name="Tensor">The tensor of that stage's graph.</param>
public readonly record struct StageTensor(int Stage, GraphTensor Tensor);

// One op's use of a value.
namespace Caravan.Graph;

/// <summary>A value used by an op.</summary>
/// <param name="Seen">The value itself or the view of it that the op takes as a source.</param>
/// <param name="User">The op.</param>
internal readonly record struct ValueUse(GraphTensor Seen, GraphTensor User);

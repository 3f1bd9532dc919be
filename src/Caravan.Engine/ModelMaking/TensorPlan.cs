// One tensor of a model to be made.
using Caravan.Tensors;

namespace Caravan.Engine.ModelMaking;

/// <summary>Name, shape and the distribution of its values.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Shape">Extents, <c>ne0</c> first.</param>
/// <param name="Mean">Mean of the values.</param>
/// <param name="Deviation">Their standard deviation.</param>
internal sealed record TensorPlan(string Name, TensorShape Shape, float Mean, float Deviation);

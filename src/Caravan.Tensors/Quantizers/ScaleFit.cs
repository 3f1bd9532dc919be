// One scale for a group of values: what it gains and how firmly it is wanted.
namespace Caravan.Tensors.Quantizers;

/// <summary>The scale of least squared error for the codes that a search settled on.</summary>
/// <param name="Scale">The scale, of either sign.</param>
/// <param name="Stiffness">
/// <c>sum(w * level^2)</c>: with the codes kept, another scale s costs <c>Stiffness * (s - Scale)^2</c> more.
/// </param>
internal readonly record struct ScaleFit(float Scale, float Stiffness);

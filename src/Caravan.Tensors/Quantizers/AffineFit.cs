// A scale and a minimum for a group of values.
namespace Caravan.Tensors.Quantizers;

/// <summary>The pair of least squared error for the quants that a search settled on: <c>value = Scale * q - Minimum</c>.</summary>
/// <param name="Scale">The scale, not negative.</param>
/// <param name="Minimum">What is subtracted.</param>
/// <param name="Stiffness"><c>sum(w q^2)</c>, the curvature of the error over the scale.</param>
internal readonly record struct AffineFit(float Scale, float Minimum, float Stiffness);

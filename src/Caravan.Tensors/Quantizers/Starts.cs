// Evenly spaced starting points of a search.
namespace Caravan.Tensors.Quantizers;

/// <summary>Starting points <c>First, First + Step, ...</c>.</summary>
/// <param name="First">The first.</param>
/// <param name="Step">The distance to the next.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct Starts(float First, float Step, int Count)
{
    internal float this[int index] => First + (index * Step);
}

// Rounds factors to what blocks can hold.
namespace Caravan.Tensors.Quantizers;

internal static class Halves
{
    private const float Largest = 65504;

    /// <summary>The nearest half-precision number; what exceeds them becomes the largest, NaN becomes zero.</summary>
    internal static float Round(float value) =>
        float.IsNaN(value) ? 0 : HalfConverter.ToSingle(HalfConverter.FromSingle(Math.Clamp(value, -Largest, Largest)));
}

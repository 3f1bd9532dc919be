// Four-bit codes as ggml's small blocks store them: first half in low nibbles, second half in high ones.
namespace Caravan.Tensors.Formats;

internal static class Nibbles
{
    /// <summary>
    /// Writes the level of each code of a run whose first half is in the low nibbles of <paramref name="packed"/> and whose
    /// second half is in the high ones.
    /// </summary>
    internal static void UnpackLevels(ReadOnlySpan<byte> packed, ReadOnlySpan<sbyte> levels, Span<sbyte> quants)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            quants[i] = levels[packed[i] & 15];
            quants[i + packed.Length] = levels[packed[i] >> 4];
        }
    }
}

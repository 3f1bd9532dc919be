// Signs of eight elements: how IQ types apply them, and how seven bits stand for eight.
using System.Numerics;

namespace Caravan.Tensors.Codebooks;

/// <summary>Sign masks of eight elements: bit i set makes element i negative.</summary>
public static class Signs
{
    /// <summary>
    /// The eight signs of which IQ2_XXS, IQ2_XS and IQ3_XXS store seven: the number of negative elements is always even.
    /// </summary>
    public static int FromSevenBits(int bits) => (bits & 127) | ((BitOperations.PopCount((uint)bits & 127) & 1) << 7);

    /// <summary>Writes the elements of a grid point, negated where <paramref name="mask"/> has a bit.</summary>
    public static void Apply(ReadOnlySpan<sbyte> point, int mask, Span<sbyte> quants)
    {
        for (int i = 0; i < point.Length; i++)
        {
            quants[i] = (sbyte)(((mask >> i) & 1) == 0 ? point[i] : -point[i]);
        }
    }
}

// Logits for comparisons with llama.cpp.
namespace Caravan.Oracle.Tests.Sampling;

/// <summary>Random logits, all different: the order of equal ones is undefined in llama.cpp.</summary>
internal static class RandomLogits
{
    private static readonly int[] Sizes = [1, 2, 3, 7, 40, 129, 500, 1500, 5000, 32000];

    /// <summary>The number of candidates for a seed: each size comes round.</summary>
    public static int SizeFor(int seed) => Sizes[seed % Sizes.Length];

    /// <summary>Normally distributed logits; a spread of 0 stands for one that is drawn too, 0.5 to 8.</summary>
    public static float[] Create(int seed, int count, double spread = 0)
    {
        Random random = new(seed);
        spread = spread > 0 ? spread : 0.5 * Math.Pow(16, random.NextDouble());
        HashSet<float> seen = [];
        float[] logits = new float[count];
        for (int i = 0; i < count; i++)
        {
            do
            {
                double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                logits[i] = (float)(spread * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
            } while (!seen.Add(logits[i]));
        }

        return logits;
    }
}

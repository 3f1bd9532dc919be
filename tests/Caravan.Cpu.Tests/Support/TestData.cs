// Reproducible numbers for tests.
namespace Caravan.Cpu.Tests;

internal static class TestData
{
    /// <summary>Floats in -range..range, the same for the same seed.</summary>
    internal static float[] Floats(long count, int seed, float range = 2)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (long i = 0; i < count; i++)
        {
            values[i] = (float)((random.NextDouble() * 2 - 1) * range);
        }

        return values;
    }

    /// <summary>Integers in 0..limit - 1.</summary>
    internal static int[] Integers(long count, int seed, int limit)
    {
        Random random = new(seed);
        int[] values = new int[count];
        for (long i = 0; i < count; i++)
        {
            values[i] = random.Next(limit);
        }

        return values;
    }
}

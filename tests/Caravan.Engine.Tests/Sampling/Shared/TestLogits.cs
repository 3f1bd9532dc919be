// Random logits that are the same on every platform.
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling;

/// <summary>Logits drawn with the Mersenne Twister.</summary>
internal static class TestLogits
{
    /// <summary>
    /// Bell-shaped logits (the sum of four uniform numbers) of about the given standard deviation. All differ: the order
    /// of equal logits is undefined in llama.cpp.
    /// </summary>
    public static float[] Create(uint seed, int count, float spread)
    {
        MersenneTwister random = new(seed);
        HashSet<float> seen = [];
        float[] logits = new float[count];
        for (int i = 0; i < count; i++)
        {
            do
            {
                float sum = random.NextSingle() + random.NextSingle() + random.NextSingle() + random.NextSingle();
                logits[i] = (sum - 2) * spread * 1.75f;
            } while (!seen.Add(logits[i]));
        }

        return logits;
    }
}

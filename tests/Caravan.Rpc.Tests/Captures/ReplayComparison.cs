// Judges results of a replay by the rule of the recordings.
using System.Runtime.InteropServices;

namespace Caravan.Rpc.Tests.Captures;

/// <summary>F32 results lie within 0.02 and have the same largest element; all others are the same bytes.</summary>
internal static class ReplayComparison
{
    internal const float Tolerance = 0.02f;

    // What llama.cpp and ik_llama.cpp differ by in the golden of this shape with a Q8_0 cache. ik_llama.cpp multiplies such a
    // cache by queries rounded to eight bits with a BF16 scale, ours stay F32; and a last bit decides how a row is rounded.
    private const float QuantizedCacheTolerance = 0.053f;
    private const uint F32 = 0;

    /// <summary>The tolerance for our own engine in a recording.</summary>
    internal static float ToleranceOf(string run) => run == "llama-kvq8" ? QuantizedCacheTolerance : Tolerance;

    /// <summary>Fails the test where a result differs by more than the recordings allow.</summary>
    /// <returns>The largest difference of an F32 element.</returns>
    internal static float Check(IReadOnlyList<ReplayResult> results, float tolerance = Tolerance)
    {
        Assert.NotEmpty(results);
        return results.Max(result => Check(result, tolerance));
    }

    private static float Check(ReplayResult result, float tolerance)
    {
        string what = $"{result.Tensor} (exchange {result.Exchange})";
        if (result.Type != F32)
        {
            Assert.True(result.Recorded.AsSpan().SequenceEqual(result.Live), $"{what} differs from the recording");
            return 0;
        }

        ReadOnlySpan<float> recorded = MemoryMarshal.Cast<byte, float>(result.Recorded);
        ReadOnlySpan<float> live = MemoryMarshal.Cast<byte, float>(result.Live);
        float largest = 0;
        for (int i = 0; i < recorded.Length; i++)
        {
            float difference = Math.Abs(recorded[i] - live[i]);

            // Written so that a NaN fails; equal infinities are equal.
            Assert.True(
                recorded[i] == live[i] || difference <= tolerance,
                $"{what}: element {i} is {live[i]}, recorded is {recorded[i]}"
            );
            largest = recorded[i] == live[i] ? largest : Math.Max(largest, difference);
        }

        Assert.True(
            LargestAt(recorded) == LargestAt(live),
            $"{what}: the largest element is {LargestAt(live)}, recorded is {LargestAt(recorded)}"
        );
        return largest;
    }

    private static int LargestAt(ReadOnlySpan<float> values)
    {
        int at = 0;
        for (int i = 1; i < values.Length; i++)
        {
            at = values[i] > values[at] ? i : at;
        }

        return at;
    }
}

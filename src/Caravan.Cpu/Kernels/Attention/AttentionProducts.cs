// The arithmetic of one segment: scores, mask and cap, exponentials, weighted sum of values.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>
/// Vector arithmetic over one segment of <see cref="AttentionKernel.SegmentLength"/> positions. Every result element is a
/// chain in one fixed order; lanes are positions (scores) or elements of the value (sums).
/// </summary>
internal static unsafe class AttentionProducts
{
    private const int Lanes = 8;
    private const int Segment = AttentionKernel.SegmentLength;

    /// <summary>Products of one query with all keys of the segment.</summary>
    /// <param name="query"><paramref name="length"/> floats.</param>
    /// <param name="keys">[length][64]: keys with positions side by side.</param>
    /// <param name="length">Elements of a key.</param>
    /// <param name="scores">Receives 64 products.</param>
    internal static void Scores(float* query, float* keys, int length, float* scores)
    {
        Vector256<float> s0 = default;
        Vector256<float> s1 = default;
        Vector256<float> s2 = default;
        Vector256<float> s3 = default;
        Vector256<float> s4 = default;
        Vector256<float> s5 = default;
        Vector256<float> s6 = default;
        Vector256<float> s7 = default;
        for (int i = 0; i < length; i++, keys += Segment)
        {
            Vector256<float> q = Vector256.Create(query[i]);
            s0 = Vector256.MultiplyAddEstimate(Vector256.Load(keys), q, s0);
            s1 = Vector256.MultiplyAddEstimate(Vector256.Load(keys + Lanes), q, s1);
            s2 = Vector256.MultiplyAddEstimate(Vector256.Load(keys + (2 * Lanes)), q, s2);
            s3 = Vector256.MultiplyAddEstimate(Vector256.Load(keys + (3 * Lanes)), q, s3);
            s4 = Vector256.MultiplyAddEstimate(Vector256.Load(keys + (4 * Lanes)), q, s4);
            s5 = Vector256.MultiplyAddEstimate(Vector256.Load(keys + (5 * Lanes)), q, s5);
            s6 = Vector256.MultiplyAddEstimate(Vector256.Load(keys + (6 * Lanes)), q, s6);
            s7 = Vector256.MultiplyAddEstimate(Vector256.Load(keys + (7 * Lanes)), q, s7);
        }

        s0.Store(scores);
        s1.Store(scores + Lanes);
        s2.Store(scores + (2 * Lanes));
        s3.Store(scores + (3 * Lanes));
        s4.Store(scores + (4 * Lanes));
        s5.Store(scores + (5 * Lanes));
        s6.Store(scores + (6 * Lanes));
        s7.Store(scores + (7 * Lanes));
    }

    /// <summary>Scales, caps and masks scores in place; positions from <paramref name="length"/> on become -infinity.</summary>
    /// <returns>The largest score.</returns>
    internal static float Mask(float* scores, int length, Half* mask, float slope, float scale, float softCap)
    {
        float maximum = float.NegativeInfinity;
        for (int i = 0; i < length; i++)
        {
            float score = scores[i] * scale;
            if (softCap != 0)
            {
                score = softCap * MathF.Tanh(score / softCap);
            }

            if (mask != null)
            {
                // Nearly every mask element is 0 or -infinity, which need no conversion.
                ushort bits = BitConverter.HalfToUInt16Bits(mask[i]);
                score =
                    bits == 0 ? score
                    : bits == 0xFC00 ? float.NegativeInfinity
                    : score + (slope * (float)mask[i]);
            }

            scores[i] = score;
            maximum = MathF.Max(maximum, score);
        }

        for (int i = length; i < Segment; i++)
        {
            scores[i] = float.NegativeInfinity;
        }

        return maximum;
    }

    /// <summary>Replaces 64 scores by <c>exp(score - maximum)</c> and returns their sum, added in a fixed order.</summary>
    internal static float Exponentials(float* scores, float maximum)
    {
        Vector256<float> top = Vector256.Create(maximum);
        Vector256<float> sum = default;
        for (int i = 0; i < Segment; i += Lanes)
        {
            Vector256<float> weights = Vector256.Exp(Vector256.Load(scores + i) - top);
            weights.Store(scores + i);
            sum += weights;
        }

        Vector128<float> half = sum.GetLower() + sum.GetUpper();
        return half[0] + half[1] + (half[2] + half[3]);
    }

    /// <summary>Adds the weighted values of a segment to <paramref name="sums"/>.</summary>
    /// <param name="weights">64 weights; those from <paramref name="length"/> on are not read.</param>
    /// <param name="values">[length][stride].</param>
    /// <param name="stride">Floats of a value row, a multiple of 8.</param>
    /// <param name="length">Positions.</param>
    /// <param name="sums"><paramref name="stride"/> floats.</param>
    internal static void AddValues(float* weights, float* values, int stride, int length, float* sums)
    {
        int i = 0;
        for (; i + (4 * Lanes) <= stride; i += 4 * Lanes)
        {
            Vector256<float> a = Vector256.Load(sums + i);
            Vector256<float> b = Vector256.Load(sums + i + Lanes);
            Vector256<float> c = Vector256.Load(sums + i + (2 * Lanes));
            Vector256<float> d = Vector256.Load(sums + i + (3 * Lanes));
            float* row = values + i;
            for (int p = 0; p < length; p++, row += stride)
            {
                Vector256<float> w = Vector256.Create(weights[p]);
                a = Vector256.MultiplyAddEstimate(Vector256.Load(row), w, a);
                b = Vector256.MultiplyAddEstimate(Vector256.Load(row + Lanes), w, b);
                c = Vector256.MultiplyAddEstimate(Vector256.Load(row + (2 * Lanes)), w, c);
                d = Vector256.MultiplyAddEstimate(Vector256.Load(row + (3 * Lanes)), w, d);
            }

            a.Store(sums + i);
            b.Store(sums + i + Lanes);
            c.Store(sums + i + (2 * Lanes));
            d.Store(sums + i + (3 * Lanes));
        }

        for (; i < stride; i += Lanes)
        {
            Vector256<float> a = Vector256.Load(sums + i);
            float* row = values + i;
            for (int p = 0; p < length; p++, row += stride)
            {
                a = Vector256.MultiplyAddEstimate(Vector256.Load(row), Vector256.Create(weights[p]), a);
            }

            a.Store(sums + i);
        }
    }
}

// Finds the quants and the scales of groups of activations.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>
/// Quantizes groups of 32 floats to signed bytes with one scale each. The error of rounding depends on where the values fall
/// between the steps, so several are tried: the plain one of max / 127, one with the largest value at 127.49 (which still
/// rounds to 127), and some below. Each is given its least-squares scale, and the one that explains most of the values wins.
/// Against the plain step this takes 8 % off the error of normally distributed values. The work goes in passes over eight
/// groups, so that the waits of one group's chain of divisions and sums are filled by the next.
/// </summary>
internal static unsafe class ActivationGroup
{
    internal const int Elements = 32;

    /// <summary>Groups that are worked on together.</summary>
    internal const int Most = 8;

    private const int Steps = 8;

    private static readonly float[] LargestQuants = [127f, 127.49f, 126.2f, 125.3f, 124.4f, 123.5f, 122.6f, 121.7f];

    /// <summary>
    /// Quantizes up to <see cref="Most"/> groups. Values so small that the inverse scale overflows become zero; a NaN or an
    /// infinity makes the scale NaN, so that it shows in the results.
    /// </summary>
    /// <param name="source"><see cref="Elements"/> floats a group.</param>
    /// <param name="groups">1 to <see cref="Most"/>.</param>
    /// <param name="quants">Receives the quants.</param>
    /// <param name="scales">Receives a scale for each group.</param>
    internal static void Quantize(float* source, int groups, sbyte* quants, float* scales)
    {
        Vector256<float>* inverses = stackalloc Vector256<float>[Most];
        Vector256<float>* valueByQuants = stackalloc Vector256<float>[Most];
        Vector256<float>* quantByQuants = stackalloc Vector256<float>[Most];
        float* largest = stackalloc float[Most];
        Vector256<float> largestQuants = Vector256.Create(LargestQuants);
        for (int group = 0; group < groups; group++)
        {
            largest[group] = Largest(source + (group * Elements));
            inverses[group] = largestQuants / Vector256.Create(largest[group]);
        }

        for (int group = 0; group < groups; group++)
        {
            TrySteps(
                source + (group * Elements),
                (float*)(inverses + group),
                out valueByQuants[group],
                out quantByQuants[group]
            );
        }

        for (int group = 0; group < groups; group++)
        {
            Vector256<float> fit = valueByQuants[group] / quantByQuants[group];

            // What the fit explains of the values' squares; the squares themselves are the same for every step.
            Vector256<float> explained = fit * valueByQuants[group] / (largestQuants * largestQuants);
            int best = LaneSums.IndexOfLargest(explained);
            valueByQuants[group] = fit;
            float inverse = ((float*)(inverses + group))[best];
            sbyte* destination = quants + (group * Elements);
            if (float.IsFinite(LargestQuants[1] / largest[group]) && float.IsFinite(largest[group]))
            {
                Round(source + (group * Elements), inverse, destination);
                scales[group] = ((float*)(valueByQuants + group))[best] * (largest[group] / LargestQuants[best]);
            }
            else
            {
                new Span<sbyte>(destination, Elements).Clear();
                scales[group] = float.IsFinite(largest[group]) ? 0 : float.NaN;
            }
        }
    }

    // NaNs must survive, and do: the largest of anything and a NaN is a NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(float* source)
    {
        Vector256<float> eight = Vector256.Max(
            Vector256.Max(Vector256.Abs(Vector256.Load(source)), Vector256.Abs(Vector256.Load(source + 8))),
            Vector256.Max(Vector256.Abs(Vector256.Load(source + 16)), Vector256.Abs(Vector256.Load(source + 24)))
        );
        Vector128<float> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        Vector128<float> two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.Max(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>
    /// For each step the sums of value * quant and quant * quant, in units of the step, so that neither tiny nor huge values
    /// leave the range of floats.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TrySteps(
        float* source,
        float* inverses,
        out Vector256<float> valueByQuant,
        out Vector256<float> quantByQuant
    )
    {
        Vector256<float>* valueByQuants = stackalloc Vector256<float>[Steps];
        Vector256<float>* quantByQuants = stackalloc Vector256<float>[Steps];
        Vector256<float> v0 = Vector256.Load(source);
        Vector256<float> v1 = Vector256.Load(source + 8);
        Vector256<float> v2 = Vector256.Load(source + 16);
        Vector256<float> v3 = Vector256.Load(source + 24);
        if (Vector512.IsHardwareAccelerated)
        {
            // The quarters are paired so that sums are taken in the same order as below.
            Vector512<float> v02 = Vector512.Create(v0, v2);
            Vector512<float> v13 = Vector512.Create(v1, v3);
            for (int step = 0; step < Steps; step++)
            {
                Vector512<float> inverse = Vector512.Create(inverses[step]);
                Vector512<float> x02 = v02 * inverse;
                Vector512<float> x13 = v13 * inverse;
                Vector512<float> r02 = Vector512.Round(x02);
                Vector512<float> r13 = Vector512.Round(x13);
                valueByQuants[step] = AddHalves(x02 * r02 + x13 * r13);
                quantByQuants[step] = AddHalves(r02 * r02 + r13 * r13);
            }
        }
        else
        {
            for (int step = 0; step < Steps; step++)
            {
                Vector256<float> inverse = Vector256.Create(inverses[step]);
                Vector256<float> x0 = v0 * inverse;
                Vector256<float> x1 = v1 * inverse;
                Vector256<float> x2 = v2 * inverse;
                Vector256<float> x3 = v3 * inverse;
                Vector256<float> r0 = Vector256.Round(x0);
                Vector256<float> r1 = Vector256.Round(x1);
                Vector256<float> r2 = Vector256.Round(x2);
                Vector256<float> r3 = Vector256.Round(x3);
                valueByQuants[step] = x0 * r0 + x1 * r1 + (x2 * r2 + x3 * r3);
                quantByQuants[step] = r0 * r0 + r1 * r1 + (r2 * r2 + r3 * r3);
            }
        }

        valueByQuant = LaneSums.OfEach(valueByQuants);
        quantByQuant = LaneSums.OfEach(quantByQuants);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddHalves(Vector512<float> value) => value.GetLower() + value.GetUpper();

    // All values lie between -127.49 and 127.49 in units of the step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(float* source, float inverse, sbyte* quants)
    {
        Vector256<float> factor = Vector256.Create(inverse);
        Vector256<int> q0 = Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Load(source) * factor));
        Vector256<int> q1 = Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Load(source + 8) * factor));
        Vector256<int> q2 = Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Load(source + 16) * factor));
        Vector256<int> q3 = Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Load(source + 24) * factor));
        Vector256.Narrow(Vector256.Narrow(q0, q1), Vector256.Narrow(q2, q3)).Store(quants);
    }
}

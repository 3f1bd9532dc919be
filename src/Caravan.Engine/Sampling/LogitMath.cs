// The vector loops that several samplers share.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Engine.Sampling;

/// <summary>
/// Loops over logits. Every element goes through the same vector arithmetic wherever it stands, so a value does not
/// depend on its neighbours. Bounds: each unsafe load or store at i is guarded by i + lanes &lt;= length.
/// </summary>
internal static class LogitMath
{
    private static readonly int Lanes = Vector256<float>.Count;

    /// <summary>The index of the first value that is not a number or positive infinity; -1 when there is none.</summary>
    public static int IndexOfInvalid(ReadOnlySpan<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        Vector256<float> limit = Vector256.Create(float.PositiveInfinity);
        int i = 0;
        while (i + Lanes <= values.Length && Vector256.LessThanAll(Vector256.LoadUnsafe(ref first, (nuint)i), limit))
        {
            i += Lanes;
        }

        for (; i < values.Length; i++)
        {
            if (!(values[i] < float.PositiveInfinity))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>indices[i] = i.</summary>
    public static void FillIndices(Span<int> indices)
    {
        ref int first = ref MemoryMarshal.GetReference(indices);
        Vector256<int> block = Vector256<int>.Indices;
        int i = 0;
        for (; i + Lanes <= indices.Length; i += Lanes)
        {
            block.StoreUnsafe(ref first, (nuint)i);
            block += Vector256.Create(Lanes);
        }

        for (; i < indices.Length; i++)
        {
            indices[i] = i;
        }
    }

    /// <summary>The largest of at least one value, none of which is NaN.</summary>
    public static float Max(ReadOnlySpan<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        float max = values[0];
        int i = 0;
        if (values.Length >= Lanes)
        {
            Vector256<float> maxima = Vector256.LoadUnsafe(ref first);
            for (i = Lanes; i + Lanes <= values.Length; i += Lanes)
            {
                maxima = Vector256.Max(maxima, Vector256.LoadUnsafe(ref first, (nuint)i));
            }

            for (int lane = 0; lane < Lanes; lane++)
            {
                max = Math.Max(max, maxima[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            max = Math.Max(max, values[i]);
        }

        return max;
    }

    /// <summary>results[i] = exp(values[i] - shift).</summary>
    public static void ExpShifted(ReadOnlySpan<float> values, float shift, Span<float> results)
    {
        results = results[..values.Length];
        ref float source = ref MemoryMarshal.GetReference(values);
        ref float target = ref MemoryMarshal.GetReference(results);
        Vector256<float> shifts = Vector256.Create(shift);
        int i = 0;
        for (; i + Lanes <= values.Length; i += Lanes)
        {
            Vector256.Exp(Vector256.LoadUnsafe(ref source, (nuint)i) - shifts).StoreUnsafe(ref target, (nuint)i);
        }

        if (i < values.Length)
        {
            Span<float> tail = stackalloc float[Lanes];
            values[i..].CopyTo(tail);
            Vector256<float> exponentials = Vector256.Exp(Vector256.Create<float>(tail) - shifts);
            exponentials.CopyTo(tail);
            tail[..(values.Length - i)].CopyTo(results[i..]);
        }
    }

    /// <summary>Divides each value.</summary>
    public static void Divide(Span<float> values, float divisor)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i + Lanes <= values.Length; i += Lanes)
        {
            (Vector256.LoadUnsafe(ref first, (nuint)i) / divisor).StoreUnsafe(ref first, (nuint)i);
        }

        for (; i < values.Length; i++)
        {
            values[i] /= divisor;
        }
    }
}

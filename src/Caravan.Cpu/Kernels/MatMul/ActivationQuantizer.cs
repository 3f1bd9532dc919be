// Quantizes activation rows to signed bytes with a scale for each 32 elements.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>Lays out a row of activations for the kernels: quants, scales, and the sums that minimums and zero points need.</summary>
internal static unsafe class ActivationQuantizer
{
    private const int Group = ActivationLayout.ScaleElements;

    // Groups whose sums are found together.
    private const int MostGroups = 4;

    /// <summary>Quantizes one row of <see cref="ActivationLayout.Elements"/> floats into the given layout.</summary>
    internal static void Quantize(in ActivationLayout layout, float* source, byte* destination)
    {
        // Bounds: each part of the row has room for its share of layout.Elements, a multiple of 32.
        sbyte* quants = (sbyte*)destination;
        float* scales = (float*)(destination + layout.ScaleOffset);
        short* words = layout.HasWords ? (short*)(destination + layout.WordOffset) : null;
        int groups = layout.Elements / Group;
        for (int first = 0; first < groups; first += ActivationGroup.Most)
        {
            int count = Math.Min(ActivationGroup.Most, groups - first);
            ActivationGroup.Quantize(source + (first * Group), count, quants + (first * Group), scales + first);
        }

        for (int i = 0; words != null && i < layout.Elements; i += Group)
        {
            Widen(quants + i, words + i);
        }

        if (layout.HasMinimum || layout.ZeroPoint != 0)
        {
            AddSums(layout, destination);
        }
    }

    /// <summary>For each group of weights scale * sum and minus the zero point times the sum, as far as they are kept.</summary>
    private static void AddSums(in ActivationLayout layout, byte* row)
    {
        sbyte* quants = (sbyte*)row;
        float* scales = (float*)(row + layout.ScaleOffset);
        float* sums = (float*)(row + layout.SumOffset);
        int* zeros = (int*)(row + layout.ZeroOffset);
        int* halves = stackalloc int[2 * MostGroups];
        for (int first = 0; first < layout.Elements; first += MostGroups * Group)
        {
            int groups = Math.Min(MostGroups, (layout.Elements - first) / Group);
            SumHalves(quants + first, groups, halves);
            for (int group = 0; group < groups; group++)
            {
                int at = (first / Group) + group;
                int lower = halves[group];
                int upper = halves[group + MostGroups];
                if (layout.GroupElements == Group)
                {
                    Write(layout, at, lower + upper, scales[at], sums, zeros);
                }
                else
                {
                    Write(layout, 2 * at, lower, scales[at], sums, zeros);
                    Write(layout, (2 * at) + 1, upper, scales[at], sums, zeros);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(in ActivationLayout layout, int group, int sum, float scale, float* sums, int* zeros)
    {
        if (layout.HasMinimum)
        {
            sums[group] = scale * sum;
        }

        if (layout.ZeroPoint != 0)
        {
            zeros[group] = -layout.ZeroPoint * sum;
        }
    }

    /// <summary>The sums over the first and over the second 16 elements of up to four groups.</summary>
    private static void SumHalves(sbyte* quants, int groups, int* halves)
    {
        if (Avx2.IsSupported && groups == MostGroups)
        {
            LaneSums.OfHalves(quants).Store(halves);
            return;
        }

        for (int group = 0; group < groups; group++)
        {
            halves[group] = Sum16(quants + (group * Group));
            halves[group + MostGroups] = Sum16(quants + (group * Group) + 16);
        }
    }

    private static int Sum16(sbyte* quants)
    {
        // Sixteen bytes: their sum fits a word.
        (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(Vector128.Load(quants));
        return Vector128.Sum(lower + upper);
    }

    private static void Widen(sbyte* quants, short* words)
    {
        for (int i = 0; i < Group; i += 16)
        {
            (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(Vector128.Load(quants + i));
            lower.Store(words + i);
            upper.Store(words + i + 8);
        }
    }
}

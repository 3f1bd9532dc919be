// One activation row with eight weight rows in lockstep: the kernel of token generation.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>
/// Weights go from memory to registers to sums. The products of each row are reduced together with those of the other rows until
/// lanes are rows, as in a tile; from there on the arithmetic is the tile product's, so that results are the same to the last bit.
/// </summary>
internal static unsafe class RowDot<TFormat>
    where TFormat : IAvx2Format
{
    private const int Part = 32;

    /// <summary>Adds blocks of eight rows to their running sums.</summary>
    /// <param name="block">The first row's first block.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="blocks">Blocks of each row.</param>
    /// <param name="activation">The prepared activation row.</param>
    /// <param name="layout">The layout of the activation row.</param>
    /// <param name="firstPart">Where the blocks start in the activation row, in 32 elements.</param>
    /// <param name="scratch">Room for the scales and minimums of a block: twice <see cref="TileLayout.ScaleBytes"/>.</param>
    /// <param name="sums">Eight running sums, then eight of minimums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add(
        byte* block,
        nint stride,
        int blocks,
        byte* activation,
        in ActivationLayout layout,
        int firstPart,
        byte* scratch,
        float* sums
    )
    {
        // Bounds: parts firstPart to firstPart + blocks * BlockElements / 32 are the row's own.
        float* scales = (float*)scratch;
        float* minimums = (float*)(scratch + TileLayout.ScaleBytes);
        int groupsPerPart = Part / TFormat.GroupElements;
        byte* quants = activation + (firstPart * Part);
        float* activationScales = (float*)(activation + layout.ScaleOffset) + firstPart;
        float* activationSums = (float*)(activation + layout.SumOffset) + (firstPart * groupsPerPart);
        int* zeros = (int*)(activation + layout.ZeroOffset) + (firstPart * groupsPerPart);
        Vector256<float> sum = Vector256.Load(sums);
        Vector256<float> minimumSum = Vector256.Load(sums + TileLayout.HalfRows);
        for (int i = 0; i < blocks; i++)
        {
            TFormat.Scales(block, stride, scales, minimums);
            float* partScales = scales;
            float* partMinimums = minimums;
            for (int part = 0; part < TFormat.BlockElements / Part; part++)
            {
                Vector256<sbyte> a = Vector256.Load((sbyte*)quants);
                byte* upper = block + (4 * stride);
                Vector256<int> rows0To3 = Reduce(block, stride, part, a);
                Vector256<int> rows4To7 = Reduce(upper, stride, part, a);
                Vector256<int> lower = Avx2.Permute2x128(rows0To3, rows4To7, 0x20);
                Vector256<int> higher = Avx2.Permute2x128(rows0To3, rows4To7, 0x31);
                Vector256<float> scale = Vector256.Create(*activationScales);
                if (TFormat.GroupElements == Part)
                {
                    sum = Accumulate(lower + higher, zeros, partScales, scale, sum);
                }
                else
                {
                    sum = Accumulate(lower, zeros, partScales, scale, sum);
                    sum = Accumulate(higher, zeros + 1, partScales + TileLayout.Rows, scale, sum);
                }

                if (TFormat.HasMinimum)
                {
                    for (int group = 0; group < groupsPerPart; group++)
                    {
                        minimumSum = Fma.MultiplyAdd(
                            Vector256.Load(partMinimums + (group * TileLayout.Rows)),
                            Vector256.Create(activationSums[group]),
                            minimumSum
                        );
                    }
                }

                quants += Part;
                activationScales++;
                activationSums += groupsPerPart;
                zeros += groupsPerPart;
                partScales += groupsPerPart * TileLayout.Rows;
                partMinimums += groupsPerPart * TileLayout.Rows;
            }

            block += TFormat.BlockBytes;
        }

        sum.Store(sums);
        minimumSum.Store(sums + TileLayout.HalfRows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Accumulate(
        Vector256<int> dot,
        int* zero,
        float* scales,
        Vector256<float> activationScale,
        Vector256<float> sum
    )
    {
        if (TFormat.ZeroPoint != 0)
        {
            dot -= Vector256.Create(*zero);
        }

        return Fma.MultiplyAdd(Vector256.ConvertToSingle(dot), Vector256.Load(scales) * activationScale, sum);
    }

    /// <summary>Of four rows: in each 128-bit half the sums over 16 elements, one a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Reduce(byte* block, nint stride, int part, Vector256<sbyte> a)
    {
        Vector256<int> rows01 = AddPairs(Products(block, part, a), Products(block + stride, part, a), products: 4);
        Vector256<int> rows23 = AddPairs(
            Products(block + (2 * stride), part, a),
            Products(block + (3 * stride), part, a),
            products: 4
        );
        return AddPairs(rows01, rows23, products: 8);
    }

    /// <summary>Sums of four products in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(byte* block, int part, Vector256<sbyte> a)
    {
        Vector256<byte> w = TFormat.Quants(block, part);
        // The instruction saturates pair sums at 16 bits. Unsigned quants reach 2 * 127 * 127 = 32258. Signed ones give
        // their sign to the activation, which is never -128, and reach 2 * 128 * 127 = 32512.
        Vector256<short> pairs =
            TFormat.LargestQuant != 0
                ? Avx2.MultiplyAddAdjacent(w, a)
                : Avx2.MultiplyAddAdjacent(Avx2.Abs(w.AsSByte()), Avx2.Sign(a, w.AsSByte()));
        return Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
    }

    /// <summary>Sums of neighbouring lanes, as a horizontal addition gives them; by two cheaper instructions where the
    /// sums of <paramref name="products"/> products fit 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> AddPairs(Vector256<int> x, Vector256<int> y, int products) =>
        TFormat.LargestQuant != 0 && products * 127 * TFormat.LargestQuant <= short.MaxValue
            ? Avx2.MultiplyAddAdjacent(Avx2.PackSignedSaturate(x, y), Vector256<short>.One)
            : Avx2.HorizontalAdd(x, y);
}

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
    private const int Quad = 4 * Part;
    private const int CacheLine = 64;

    /// <summary>Bytes of 32 elements of eight rows, on average.</summary>
    private static int PartBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TileLayout.HalfRows * TFormat.BlockBytes * Part / TFormat.BlockElements;
    }

    /// <summary>Adds blocks of eight rows to their running sums.</summary>
    /// <param name="block">The first row's first block.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="rowScales">The rows' own scales, for types that have such.</param>
    /// <param name="blocks">Blocks of each row.</param>
    /// <param name="activation">The prepared activation row.</param>
    /// <param name="layout">The layout of the activation row.</param>
    /// <param name="firstPart">Where the blocks start in the activation row, in 32 elements.</param>
    /// <param name="scratch"><see cref="RowScratch.Bytes"/> bytes, aligned to 64.</param>
    /// <param name="sums">Eight running sums, then eight of minimums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add(
        byte* block,
        nint stride,
        Vector256<float> rowScales,
        int blocks,
        byte* activation,
        in ActivationLayout layout,
        int firstPart,
        byte* scratch,
        float* sums
    )
    {
        // Bounds: parts firstPart to firstPart + blocks * BlockElements / 32 are the row's own.
        int partsPerQuad = Math.Min(Quad, TFormat.BlockElements) / Part;
        int groupsPerPart = Part / TFormat.GroupElements;
        int groupsPerQuad = partsPerQuad * groupsPerPart;
        int partBytes = PartBytes;
        bool hasMinimum = TFormat.HasMinimum;
        int quads = TFormat.BlockElements / Part / partsPerQuad;
        float* scales = (float*)scratch;
        float* minimums = (float*)(scratch + RowScratch.MinimumOffset);
        byte* quants = activation + (firstPart * Part);
        float* activationScales = (float*)(activation + layout.ScaleOffset) + firstPart;
        float* activationSums = (float*)(activation + layout.SumOffset) + (firstPart * groupsPerPart);
        int* zeros = (int*)(activation + layout.ZeroOffset) + (firstPart * groupsPerPart);
        Vector256<float> sum = Vector256.Load(sums);
        Vector256<float> minimumSum = Vector256.Load(sums + TileLayout.HalfRows);
        byte* ahead = block + (TileLayout.HalfRows * stride);
        for (int i = 0; i < blocks; i++)
        {
            TFormat.Scales(block, stride, rowScales, scales, minimums);
            float* partScales = scales;
            float* partMinimums = minimums;
            for (nint quad = 0; quad < quads; quad++)
            {
                if (TFormat.IsStaged)
                {
                    for (int run = 0; run < partsPerQuad; run++)
                    {
                        RowUnpack<TFormat>.Part(block, stride, quad, run, scratch + RowScratch.QuantOffset);
                        sum = AddPart(
                            scratch + RowScratch.QuantOffset,
                            Part,
                            quad,
                            run,
                            quants,
                            zeros,
                            partScales,
                            activationScales,
                            ahead,
                            partBytes,
                            sum
                        );
                    }
                }
                else
                {
                    // Written out, so that which bits of a byte a part has is a constant.
                    sum = AddPart(
                        block,
                        stride,
                        quad,
                        0,
                        quants,
                        zeros,
                        partScales,
                        activationScales,
                        ahead,
                        partBytes,
                        sum
                    );
                    if (TFormat.BlockElements > Part)
                    {
                        sum = AddPart(
                            block,
                            stride,
                            quad,
                            1,
                            quants,
                            zeros,
                            partScales,
                            activationScales,
                            ahead,
                            partBytes,
                            sum
                        );
                    }

                    if (TFormat.BlockElements > 2 * Part)
                    {
                        sum = AddPart(
                            block,
                            stride,
                            quad,
                            2,
                            quants,
                            zeros,
                            partScales,
                            activationScales,
                            ahead,
                            partBytes,
                            sum
                        );
                        sum = AddPart(
                            block,
                            stride,
                            quad,
                            3,
                            quants,
                            zeros,
                            partScales,
                            activationScales,
                            ahead,
                            partBytes,
                            sum
                        );
                    }
                }

                if (hasMinimum)
                {
                    for (int group = 0; group < groupsPerQuad; group++)
                    {
                        minimumSum = Fma.MultiplyAdd(
                            Vector256.Load(partMinimums + (group * TileLayout.Rows)),
                            Vector256.Create(activationSums[group]),
                            minimumSum
                        );
                    }
                }

                quants += partsPerQuad * Part;
                activationScales += partsPerQuad;
                ahead += partsPerQuad * partBytes;
                activationSums += groupsPerQuad;
                zeros += groupsPerQuad;
                partScales += groupsPerQuad * TileLayout.Rows;
                partMinimums += groupsPerQuad * TileLayout.Rows;
            }

            block += TFormat.BlockBytes;
        }

        sum.Store(sums);
        minimumSum.Store(sums + TileLayout.HalfRows);
    }

    /// <summary>Adds 32 elements of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddPart(
        byte* block,
        nint stride,
        nint quad,
        int run,
        byte* quants,
        int* zeros,
        float* scales,
        float* activationScales,
        byte* ahead,
        int partBytes,
        Vector256<float> sum
    )
    {
        for (int line = 0; line < partBytes; line += CacheLine)
        {
            Sse.Prefetch1(ahead + (run * partBytes) + line);
        }

        Vector256<sbyte> a = Vector256.Load((sbyte*)quants + (run * Part));
        Vector256<int> rows0To3 = Reduce(block, stride, quad, run, a);
        Vector256<int> rows4To7 = Reduce(block + (4 * stride), stride, quad, run, a);
        Vector256<int> lower = Avx2.Permute2x128(rows0To3, rows4To7, 0x20);
        Vector256<int> upper = Avx2.Permute2x128(rows0To3, rows4To7, 0x31);
        Vector256<float> activationScale = Vector256.Create(activationScales[run]);
        if (TFormat.GroupElements == Part)
        {
            return AddGroup(lower + upper, zeros + run, scales + (run * TileLayout.Rows), activationScale, sum);
        }

        zeros += 2 * run;
        scales += 2 * run * TileLayout.Rows;
        sum = AddGroup(lower, zeros, scales, activationScale, sum);
        return AddGroup(upper, zeros + 1, scales + TileLayout.Rows, activationScale, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddGroup(
        Vector256<int> dot,
        int* zero,
        float* scales,
        Vector256<float> activationScale,
        Vector256<float> sum
    )
    {
        if (TFormat.ZeroPoint != 0)
        {
            dot += Vector256.Create(*zero);
        }

        return Fma.MultiplyAdd(Vector256.ConvertToSingle(dot), Vector256.Load(scales) * activationScale, sum);
    }

    /// <summary>Of four rows: in each 128-bit half the sums over 16 elements, one a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Reduce(byte* block, nint stride, nint quad, int run, Vector256<sbyte> a)
    {
        Vector256<int> rows01 = AddPairs(
            Products(block, quad, run, a),
            Products(block + stride, quad, run, a),
            products: 4
        );
        Vector256<int> rows23 = AddPairs(
            Products(block + (2 * stride), quad, run, a),
            Products(block + (3 * stride), quad, run, a),
            products: 4
        );
        return AddPairs(rows01, rows23, products: 8);
    }

    /// <summary>Sums of four products in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(byte* block, nint quad, int run, Vector256<sbyte> a)
    {
        Vector256<byte> w = TFormat.IsStaged ? Vector256.Load(block) : TFormat.Quants(block, quad, run);
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

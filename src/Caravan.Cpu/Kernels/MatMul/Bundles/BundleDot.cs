// One activation row with eight interleaved weight rows: the kernel of token generation.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Bundles;

/// <summary>
/// Weights go from memory to registers to sums, and since lanes are rows no sum crosses lanes. Groups are added in the order and with
/// the arithmetic of the tile products, so that results are the same to the last bit.
/// </summary>
internal static unsafe class BundleDot<TFormat>
    where TFormat : IBundleFormat
{
    private const int Part = 32;
    private const int CacheLine = 64;

    /// <summary>Adds all blocks of eight rows.</summary>
    /// <param name="lower">The first bundle's first block.</param>
    /// <param name="upper">The second bundle's, where bundles have four rows.</param>
    /// <param name="rowScales">The rows' own scales, for types that have such.</param>
    /// <param name="activation">The prepared activation row.</param>
    /// <param name="layout">The layout of the activation row.</param>
    /// <param name="scratch">Room for the scales and minimums of a block, aligned to 64.</param>
    /// <param name="bytes">Bytes from these eight rows to the next, which are fetched meanwhile.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Vector256<float> Multiply(
        byte* lower,
        byte* upper,
        Vector256<float> rowScales,
        byte* activation,
        in ActivationLayout layout,
        byte* scratch,
        nint bytes
    )
    {
        // Bounds: the activation row and the weight rows have layout.Elements each, a multiple of the block.
        int partGroups = Part / TFormat.GroupElements;
        int partBytes = TileLayout.HalfRows / TFormat.BundleRows * TFormat.BlockBytes * Part / TFormat.BlockElements;
        int parts = TFormat.BlockElements / Part;
        int blocks = layout.Elements / TFormat.BlockElements;
        float* activationScales = (float*)(activation + layout.ScaleOffset);
        float* activationSums = (float*)(activation + layout.SumOffset);
        int* zeros = (int*)(activation + layout.ZeroOffset);
        byte* ahead = lower + bytes;
        Vector256<float> sum = default;
        Vector256<float> minimumSum = default;
        for (int i = 0; i < blocks; i++)
        {
            float* scales = (float*)scratch;
            float* minimums = (float*)(scratch + TileLayout.ScaleBytes);
            TFormat.Scales(lower, upper, rowScales, scales, minimums);
            for (nint part = 0; part < parts; part++)
            {
                for (int line = 0; line < partBytes; line += CacheLine)
                {
                    Sse.Prefetch1(ahead + line);
                }

                Vector256<int> first = Half(lower, upper, part, 0, activation);
                Vector256<int> second = Half(lower, upper, part, 4, activation);
                Vector256<float> activationScale = Vector256.Create(*activationScales);
                if (TFormat.GroupElements == Part)
                {
                    sum = AddGroup(first + second, zeros, scales, activationScale, sum);
                }
                else
                {
                    sum = AddGroup(first, zeros, scales, activationScale, sum);
                    sum = AddGroup(second, zeros + 1, scales + TileLayout.Rows, activationScale, sum);
                }

                if (TFormat.HasMinimum)
                {
                    for (int group = 0; group < partGroups; group++)
                    {
                        minimumSum = Fma.MultiplyAdd(
                            Vector256.Load(minimums + (group * TileLayout.Rows)),
                            Vector256.Create(activationSums[group]),
                            minimumSum
                        );
                    }
                }

                ahead += partBytes;
                activation += Part;
                activationScales++;
                activationSums += partGroups;
                zeros += partGroups;
                scales += partGroups * TileLayout.Rows;
                minimums += partGroups * TileLayout.Rows;
            }

            lower += TFormat.BlockBytes;
            upper += TFormat.BlockBytes;
        }

        return sum - minimumSum;
    }

    /// <summary>Of each row the sum over sixteen elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Half(byte* lower, byte* upper, nint part, int quad, byte* activation)
    {
        Vector256<short> p0 = Products(TFormat.Quants(lower, upper, part, quad), activation + (4 * quad));
        Vector256<short> p1 = Products(TFormat.Quants(lower, upper, part, quad + 1), activation + (4 * quad) + 4);
        Vector256<short> p2 = Products(TFormat.Quants(lower, upper, part, quad + 2), activation + (4 * quad) + 8);
        Vector256<short> p3 = Products(TFormat.Quants(lower, upper, part, quad + 3), activation + (4 * quad) + 12);
        // Four sums of two products fit 16 bits where quants are small.
        return TFormat.LargestQuant != 0 && 4 * 2 * 127 * TFormat.LargestQuant <= short.MaxValue
            ? Pairs(p0 + p1 + (p2 + p3))
            : Pairs(p0) + Pairs(p1) + (Pairs(p2) + Pairs(p3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pairs(Vector256<short> products) =>
        Avx2.MultiplyAddAdjacent(products, Vector256<short>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Products(Vector256<byte> w, byte* activation)
    {
        // The instruction saturates pair sums at 16 bits. Unsigned quants reach 2 * 127 * 127 = 32258. Signed ones give
        // their sign to the activation, which is never -128, and reach 2 * 128 * 127 = 32512.
        Vector256<sbyte> a = Vector256.Create(*(int*)activation).AsSByte();
        return TFormat.LargestQuant != 0
            ? Avx2.MultiplyAddAdjacent(w, a)
            : Avx2.MultiplyAddAdjacent(Avx2.Abs(w.AsSByte()), Avx2.Sign(a, w.AsSByte()));
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
}

// The tile product for one kind of vector.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>
/// Lanes are rows. For each group the products of four bytes or two words are summed in integers, exactly; then one
/// multiplication and addition in floating point brings the group into the column's running sums.
/// </summary>
/// <param name="layout">The activation rows' layout; with words when the tile has words.</param>
/// <param name="largestQuant">The largest stored quant of a tile of bytes; not read for words.</param>
internal sealed unsafe class VectorTileProduct<TVector, TOps>(ActivationLayout layout, int largestQuant)
    : TileProduct(layout)
    where TVector : struct
    where TOps : ITileVector<TVector>
{
    /// <summary>Columns that share a load of the tile.</summary>
    private const int MaximumColumns = SmallCounts.Most;

    /// <summary>Steps of four elements after which words full of products must be added to the 32-bit sums.</summary>
    private readonly int _stepsPerWordSum = WordSteps(layout.GroupElements, largestQuant);

    /// <inheritdoc/>
    internal override string Name => TOps.Name;

    /// <inheritdoc/>
    internal override void Add(TileColumns tile, int columns)
    {
        while (columns > 0)
        {
            int count = Math.Min(columns, MaximumColumns);
            if (Layout.HasWords)
            {
                AddWords(ref tile, count);
            }
            else
            {
                AddBytes(ref tile, count);
            }

            tile.Activations += count;
            tile.Sums += count * TileLayout.Rows;
            tile.MinimumSums += count * TileLayout.Rows;
            columns -= count;
        }
    }

    /// <summary>The most steps, halved from the group's, whose products fit a signed word.</summary>
    private static int WordSteps(int groupElements, int largestQuant)
    {
        int steps = groupElements / 4;
        while (steps > 1 && steps * 2 * 127 * largestQuant > short.MaxValue)
        {
            steps /= 2;
        }

        return steps;
    }

    private void AddWords(ref TileColumns tile, int columns)
    {
        switch (columns)
        {
            case 1:
                AddWords<SmallCounts.One>(ref tile);
                break;
            case 2:
                AddWords<SmallCounts.Two>(ref tile);
                break;
            case 3:
                AddWords<SmallCounts.Three>(ref tile);
                break;
            default:
                AddWords<SmallCounts.Four>(ref tile);
                break;
        }
    }

    private void AddBytes(ref TileColumns tile, int columns)
    {
        switch (columns)
        {
            case 1:
                AddBytes<SmallCounts.One>(ref tile);
                break;
            case 2:
                AddBytes<SmallCounts.Two>(ref tile);
                break;
            case 3:
                AddBytes<SmallCounts.Three>(ref tile);
                break;
            default:
                AddBytes<SmallCounts.Four>(ref tile);
                break;
        }
    }

    // AggressiveOptimization: the loops are straight vector code that gains nothing from profiles, and a first prompt
    // should not run on unoptimized code.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddWords<TColumns>(ref TileColumns tile)
        where TColumns : ISmallCount
    {
        // Bounds: a group has groupElements / 2 steps, of LaneBytes in the tile and of two words in each activation row.
        byte* a0 = tile.Activations[0];
        byte* a1 = TColumns.Value > 1 ? tile.Activations[1] : a0;
        byte* a2 = TColumns.Value > 2 ? tile.Activations[2] : a0;
        byte* a3 = TColumns.Value > 3 ? tile.Activations[3] : a0;
        byte* weights = tile.Quants;
        TileCursor* cursor = stackalloc TileCursor[1];
        *cursor = new TileCursor(Layout, tile);
        nint at = Layout.WordOffset + (cursor->Element * sizeof(short));
        nint groupBytes = Layout.GroupElements * sizeof(short);
        for (int group = 0; group < tile.Groups; group++)
        {
            TVector s0 = default;
            TVector s1 = default;
            TVector s2 = default;
            TVector s3 = default;
            for (nint end = at + groupBytes; at < end; at += 4)
            {
                TVector w = TOps.Load(weights);
                weights += TileLayout.LaneBytes;
                s0 = TOps.AddWordProducts(s0, w, TOps.Broadcast(a0 + at));
                if (TColumns.Value > 1)
                {
                    s1 = TOps.AddWordProducts(s1, w, TOps.Broadcast(a1 + at));
                }

                if (TColumns.Value > 2)
                {
                    s2 = TOps.AddWordProducts(s2, w, TOps.Broadcast(a2 + at));
                }

                if (TColumns.Value > 3)
                {
                    s3 = TOps.AddWordProducts(s3, w, TOps.Broadcast(a3 + at));
                }
            }

            Scale<TColumns>(cursor, a0, a1, a2, a3, s0, s1, s2, s3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBytes<TColumns>(ref TileColumns tile)
        where TColumns : ISmallCount
    {
        // Bounds: a group has groupElements / 4 steps, of LaneBytes in the tile and of four bytes in each activation row.
        byte* a0 = tile.Activations[0];
        byte* a1 = TColumns.Value > 1 ? tile.Activations[1] : a0;
        byte* a2 = TColumns.Value > 2 ? tile.Activations[2] : a0;
        byte* a3 = TColumns.Value > 3 ? tile.Activations[3] : a0;
        byte* weights = tile.Quants;
        TileCursor* cursor = stackalloc TileCursor[1];
        *cursor = new TileCursor(Layout, tile);
        bool hasZeroPoint = Layout.ZeroPoint != 0;
        nint at = cursor->Element;
        nint groupBytes = Layout.GroupElements;
        nint wordBytes = _stepsPerWordSum * 4;
        for (int group = 0; group < tile.Groups; group++)
        {
            TVector s0 = default;
            TVector s1 = default;
            TVector s2 = default;
            TVector s3 = default;
            if (hasZeroPoint)
            {
                s0 = TOps.Broadcast(a0 + cursor->ZeroAt);
                s1 = TOps.Broadcast(a1 + cursor->ZeroAt);
                s2 = TOps.Broadcast(a2 + cursor->ZeroAt);
                s3 = TOps.Broadcast(a3 + cursor->ZeroAt);
            }

            for (nint groupEnd = at + groupBytes; at < groupEnd; )
            {
                TVector p0 = default;
                TVector p1 = default;
                TVector p2 = default;
                TVector p3 = default;
                for (nint end = at + wordBytes; at < end; at += 4)
                {
                    TVector w = TOps.Load(weights);
                    weights += TileLayout.LaneBytes;
                    p0 = TOps.AddByteProducts(p0, w, TOps.Broadcast(a0 + at));
                    if (TColumns.Value > 1)
                    {
                        p1 = TOps.AddByteProducts(p1, w, TOps.Broadcast(a1 + at));
                    }

                    if (TColumns.Value > 2)
                    {
                        p2 = TOps.AddByteProducts(p2, w, TOps.Broadcast(a2 + at));
                    }

                    if (TColumns.Value > 3)
                    {
                        p3 = TOps.AddByteProducts(p3, w, TOps.Broadcast(a3 + at));
                    }
                }

                s0 = TOps.AddWords(s0, p0);
                s1 = TOps.AddWords(s1, p1);
                s2 = TOps.AddWords(s2, p2);
                s3 = TOps.AddWords(s3, p3);
            }

            Scale<TColumns>(cursor, a0, a1, a2, a3, s0, s1, s2, s3);
        }
    }

    /// <summary>Brings a group's sums into the running sums of each column and moves on to the next group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<TColumns>(
        TileCursor* cursor,
        byte* a0,
        byte* a1,
        byte* a2,
        byte* a3,
        TVector s0,
        TVector s1,
        TVector s2,
        TVector s3
    )
        where TColumns : ISmallCount
    {
        const int Rows = TileLayout.Rows;
        float* sums = cursor->Sums;
        nint scaleAt = cursor->ScaleAt;
        TOps.Accumulate(s0, cursor->Scales, *(float*)(a0 + scaleAt), sums);
        if (TColumns.Value > 1)
        {
            TOps.Accumulate(s1, cursor->Scales, *(float*)(a1 + scaleAt), sums + Rows);
        }

        if (TColumns.Value > 2)
        {
            TOps.Accumulate(s2, cursor->Scales, *(float*)(a2 + scaleAt), sums + (2 * Rows));
        }

        if (TColumns.Value > 3)
        {
            TOps.Accumulate(s3, cursor->Scales, *(float*)(a3 + scaleAt), sums + (3 * Rows));
        }

        if (cursor->Minimums != null)
        {
            sums = cursor->MinimumSums;
            nint sumAt = cursor->SumAt;
            TOps.AccumulateMinimums(cursor->Minimums, *(float*)(a0 + sumAt), sums);
            if (TColumns.Value > 1)
            {
                TOps.AccumulateMinimums(cursor->Minimums, *(float*)(a1 + sumAt), sums + Rows);
            }

            if (TColumns.Value > 2)
            {
                TOps.AccumulateMinimums(cursor->Minimums, *(float*)(a2 + sumAt), sums + (2 * Rows));
            }

            if (TColumns.Value > 3)
            {
                TOps.AccumulateMinimums(cursor->Minimums, *(float*)(a3 + sumAt), sums + (3 * Rows));
            }

            cursor->Minimums += Rows;
        }

        cursor->MoveOn();
    }
}

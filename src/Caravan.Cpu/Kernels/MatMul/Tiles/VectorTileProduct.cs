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
    : TileProduct(layout, largestQuant)
    where TVector : struct
    where TOps : ITileVector<TVector>
{
    /// <inheritdoc/>
    protected override void AddWords(ref TileColumns tile, int columns)
    {
        switch (columns)
        {
            case 1:
                AddWords<ColumnCounts.One>(ref tile);
                break;
            case 2:
                AddWords<ColumnCounts.Two>(ref tile);
                break;
            case 3:
                AddWords<ColumnCounts.Three>(ref tile);
                break;
            default:
                AddWords<ColumnCounts.Four>(ref tile);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void AddBytes(ref TileColumns tile, int columns)
    {
        switch (columns)
        {
            case 1:
                AddBytes<ColumnCounts.One>(ref tile);
                break;
            case 2:
                AddBytes<ColumnCounts.Two>(ref tile);
                break;
            case 3:
                AddBytes<ColumnCounts.Three>(ref tile);
                break;
            default:
                AddBytes<ColumnCounts.Four>(ref tile);
                break;
        }
    }

    // AggressiveOptimization: the loops are straight vector code that gains nothing from profiles, and a first prompt
    // should not run on unoptimized code.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddWords<TColumns>(ref TileColumns tile)
        where TColumns : IColumnCount
    {
        // Bounds: a group has groupElements / 2 steps, of LaneBytes in the tile and of two words in each activation row.
        int groupElements = Layout.GroupElements;
        byte* a0 = tile.Activations[0] + Layout.WordOffset;
        byte* a1 = TColumns.Value > 1 ? tile.Activations[1] + Layout.WordOffset : a0;
        byte* a2 = TColumns.Value > 2 ? tile.Activations[2] + Layout.WordOffset : a0;
        byte* a3 = TColumns.Value > 3 ? tile.Activations[3] + Layout.WordOffset : a0;
        byte* weights = tile.Quants;
        nint at = (nint)tile.FirstGroup * groupElements * sizeof(short);
        for (int group = 0; group < tile.Groups; group++)
        {
            TVector s0 = Start(ref tile, group, 0, TColumns.Value);
            TVector s1 = Start(ref tile, group, 1, TColumns.Value);
            TVector s2 = Start(ref tile, group, 2, TColumns.Value);
            TVector s3 = Start(ref tile, group, 3, TColumns.Value);
            for (int step = 0; step < groupElements / 2; step++)
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

                at += 4;
            }

            Scale<TColumns>(ref tile, group, s0, s1, s2, s3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBytes<TColumns>(ref TileColumns tile)
        where TColumns : IColumnCount
    {
        // Bounds: a group has groupElements / 4 steps, of LaneBytes in the tile and of four bytes in each activation row.
        int groupElements = Layout.GroupElements;
        int wordSteps = StepsPerWordSum;
        int wordSums = groupElements / 4 / wordSteps;
        byte* a0 = tile.Activations[0];
        byte* a1 = TColumns.Value > 1 ? tile.Activations[1] : a0;
        byte* a2 = TColumns.Value > 2 ? tile.Activations[2] : a0;
        byte* a3 = TColumns.Value > 3 ? tile.Activations[3] : a0;
        byte* weights = tile.Quants;
        nint at = (nint)tile.FirstGroup * groupElements;
        for (int group = 0; group < tile.Groups; group++)
        {
            TVector s0 = Start(ref tile, group, 0, TColumns.Value);
            TVector s1 = Start(ref tile, group, 1, TColumns.Value);
            TVector s2 = Start(ref tile, group, 2, TColumns.Value);
            TVector s3 = Start(ref tile, group, 3, TColumns.Value);
            for (int wordSum = 0; wordSum < wordSums; wordSum++)
            {
                TVector p0 = default;
                TVector p1 = default;
                TVector p2 = default;
                TVector p3 = default;
                for (int step = 0; step < wordSteps; step++)
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

                    at += 4;
                }

                s0 = TOps.AddWords(s0, p0);
                if (TColumns.Value > 1)
                {
                    s1 = TOps.AddWords(s1, p1);
                }

                if (TColumns.Value > 2)
                {
                    s2 = TOps.AddWords(s2, p2);
                }

                if (TColumns.Value > 3)
                {
                    s3 = TOps.AddWords(s3, p3);
                }
            }

            Scale<TColumns>(ref tile, group, s0, s1, s2, s3);
        }
    }

    /// <summary>What a group's sum starts from: minus the activations' sum times the zero point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Start(ref TileColumns tile, int group, int column, int columns)
    {
        if (column >= columns || Layout.ZeroPoint == 0)
        {
            return default;
        }

        int rowGroup = tile.FirstGroup + group;
        return TOps.Broadcast(tile.Activations[column] + Layout.ZeroOffset + (rowGroup * sizeof(int)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Scale<TColumns>(ref TileColumns tile, int group, TVector s0, TVector s1, TVector s2, TVector s3)
        where TColumns : IColumnCount
    {
        ScaleColumn(ref tile, group, 0, s0);
        if (TColumns.Value > 1)
        {
            ScaleColumn(ref tile, group, 1, s1);
        }

        if (TColumns.Value > 2)
        {
            ScaleColumn(ref tile, group, 2, s2);
        }

        if (TColumns.Value > 3)
        {
            ScaleColumn(ref tile, group, 3, s3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ScaleColumn(ref TileColumns tile, int group, int column, TVector sum)
    {
        byte* row = tile.Activations[column];
        int rowGroup = tile.FirstGroup + group;
        int scale = rowGroup * Layout.GroupElements / ActivationLayout.ScaleElements;
        TOps.Accumulate(
            sum,
            tile.Scales + (group * TileLayout.Rows),
            ((float*)(row + Layout.ScaleOffset))[scale],
            tile.Sums + (column * TileLayout.Rows)
        );
        if (tile.Minimums != null)
        {
            TOps.AccumulateMinimums(
                tile.Minimums + (group * TileLayout.Rows),
                ((float*)(row + Layout.SumOffset))[rowGroup],
                tile.MinimumSums + (column * TileLayout.Rows)
            );
        }
    }
}

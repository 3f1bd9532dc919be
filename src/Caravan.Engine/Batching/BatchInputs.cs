// Fills the inputs of a step of several sequences.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Models;
using Caravan.Tensors;

namespace Caravan.Engine.Batching;

/// <summary>Preallocated inputs of a step; filling and writing them allocates nothing.</summary>
internal sealed class BatchInputs
{
    private const ushort HiddenHalf = 0xFC00;

    private readonly ModelGraph graph;
    private readonly int cacheCapacity;
    private readonly int pageLength;
    private readonly int[] tokens;
    private readonly int[] positions;
    private readonly long[] cacheRows;
    private readonly int[] outputRows;
    private readonly long[] valueElements;
    private readonly ushort[] halfMask;
    private readonly float[] floatMask;

    internal BatchInputs(ModelGraph graph, in SymbolValues maximum, int pageLength)
    {
        this.graph = graph;
        this.pageLength = pageLength;
        cacheCapacity = (int)maximum.CacheLength;
        tokens = new int[maximum.Tokens];
        positions = new int[maximum.Tokens];
        cacheRows = new long[maximum.Tokens];
        outputRows = new int[maximum.Outputs];
        valueElements = new long[maximum.Tokens * graph.ValueElementsPerToken];
        bool isHalf = graph.Mask.Type == TensorType.F16;
        halfMask = isHalf ? new ushort[maximum.Tokens * maximum.CacheLength] : [];
        floatMask = isHalf ? [] : new float[maximum.Tokens * maximum.CacheLength];
    }

    /// <summary>Writes all inputs of a step and returns its symbols.</summary>
    internal SymbolValues Write(IProgram program, ReadOnlySpan<BatchRun> runs)
    {
        int count = 0;
        int outputs = 0;
        int lastRow = 0;
        foreach (BatchRun run in runs)
        {
            CachedSequence sequence = run.Slot.Sequence;
            for (int i = 0; i < run.Count; i++, count++)
            {
                int position = sequence.Evaluated + i;
                tokens[count] = sequence[position];
                positions[count] = position;
                cacheRows[count] = sequence.RowOf(position);
            }

            // Pages ascend, so a sequence's last row is its highest.
            lastRow = Math.Max(lastRow, (int)cacheRows[count - 1]);
            if (run.HasOutput)
            {
                outputRows[outputs++] = count - 1;
            }
        }

        // A graph without any output cannot be run: one nobody reads costs less than a second program.
        if (outputs == 0)
        {
            outputRows[outputs++] = count - 1;
        }

        int cacheLength = SessionSizes.Padded(lastRow + 1);
        program.Write(graph.Tokens, MemoryMarshal.AsBytes(tokens.AsSpan(0, count)));
        program.Write(graph.Positions, MemoryMarshal.AsBytes(positions.AsSpan(0, count)));
        program.Write(graph.CacheRows, MemoryMarshal.AsBytes(cacheRows.AsSpan(0, count)));
        program.Write(graph.OutputRows, MemoryMarshal.AsBytes(outputRows.AsSpan(0, outputs)));
        WriteValueElements(program, count);
        if (halfMask.Length > 0)
        {
            WriteMask(program, runs, halfMask, HiddenHalf, cacheLength);
        }
        else
        {
            WriteMask(program, runs, floatMask, float.NegativeInfinity, cacheLength);
        }

        return new SymbolValues(count, cacheLength, outputs);
    }

    // A transposed value cache is [1, context * width] to SET_ROWS: element e of row r goes to e * context + r.
    private void WriteValueElements(IProgram program, int count)
    {
        if (graph.ValueElements is not { } input)
        {
            return;
        }

        int width = graph.ValueElementsPerToken;
        for (int t = 0, i = 0; t < count; t++)
        {
            for (long e = 0; e < width; e++, i++)
            {
                valueElements[i] = (e * cacheCapacity) + cacheRows[t];
            }
        }

        program.Write(input, MemoryMarshal.AsBytes(valueElements.AsSpan(0, count * width)));
    }

    private void WriteMask<T>(IProgram program, ReadOnlySpan<BatchRun> runs, T[] mask, T hidden, int cacheLength)
        where T : unmanaged
    {
        int row = 0;
        foreach (BatchRun run in runs)
        {
            CachedSequence sequence = run.Slot.Sequence;
            for (int i = 0; i < run.Count; i++, row += cacheLength)
            {
                Span<T> cells = mask.AsSpan(row, cacheLength);
                cells.Fill(hidden);
                int visible = sequence.Evaluated + i + 1;
                for (int position = 0; position < visible; position += pageLength)
                {
                    cells.Slice(sequence.RowOf(position), Math.Min(pageLength, visible - position)).Clear();
                }
            }
        }

        program.Write(graph.Mask, MemoryMarshal.AsBytes(mask.AsSpan(0, row)));
    }
}

// Fills the inputs of one micro-batch: positions, cache rows, mask.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Models;
using Caravan.Tensors;

namespace Caravan.Engine;

/// <summary>Preallocated inputs of a step of one sequence; filling and writing them allocates nothing.</summary>
internal sealed class StepInputs
{
    private const ushort HiddenHalf = 0xFC00;

    private readonly ModelGraph graph;
    private readonly int contextLength;
    private readonly int[] positions;
    private readonly int[] outputRows;
    private readonly long[] cacheRows;
    private readonly long[] transposedRows;
    private readonly ushort[] halfMask;
    private readonly float[] floatMask;

    internal StepInputs(ModelGraph graph, int microBatch, int contextLength, int maximumOutputs)
    {
        this.graph = graph;
        this.contextLength = contextLength;
        positions = new int[microBatch];
        outputRows = new int[maximumOutputs];
        cacheRows = new long[microBatch];
        transposedRows = new long[(long)microBatch * graph.ValueElementsPerToken];
        bool isHalf = graph.Mask.Type == TensorType.F16;
        halfMask = isHalf ? new ushort[(long)microBatch * contextLength] : [];
        floatMask = isHalf ? [] : new float[(long)microBatch * contextLength];
    }

    /// <summary>Writes all inputs of a step.</summary>
    /// <param name="program">The program.</param>
    /// <param name="tokens">Tokens of the micro-batch.</param>
    /// <param name="position">Position of the first.</param>
    /// <param name="cacheLength">Cache positions looked at.</param>
    /// <param name="outputs">Logits are wanted of the last so many tokens.</param>
    internal void Write(IProgram program, ReadOnlySpan<int> tokens, int position, int cacheLength, int outputs)
    {
        program.Write(graph.Tokens, MemoryMarshal.AsBytes(tokens));
        for (int i = 0; i < tokens.Length; i++)
        {
            positions[i] = position + i;
            cacheRows[i] = position + i;
        }

        for (int i = 0; i < outputs; i++)
        {
            outputRows[i] = tokens.Length - outputs + i;
        }

        program.Write(graph.Positions, MemoryMarshal.AsBytes(positions.AsSpan(0, tokens.Length)));
        program.Write(graph.CacheRows, MemoryMarshal.AsBytes(cacheRows.AsSpan(0, tokens.Length)));
        program.Write(graph.OutputRows, MemoryMarshal.AsBytes(outputRows.AsSpan(0, outputs)));
        if (graph.ValueElements is { } valueElements)
        {
            WriteTransposedRows(program, valueElements, tokens.Length, position);
        }

        WriteMask(program, tokens.Length, position, cacheLength);
    }

    // A transposed value cache is [1, context * width] to SET_ROWS: element e of token t goes to row e * context + t.
    private void WriteTransposedRows(IProgram program, GraphTensor input, int tokens, int position)
    {
        int width = graph.ValueElementsPerToken;
        for (int t = 0, i = 0; t < tokens; t++)
        {
            for (long e = 0; e < width; e++, i++)
            {
                transposedRows[i] = (e * contextLength) + position + t;
            }
        }

        program.Write(input, MemoryMarshal.AsBytes(transposedRows.AsSpan(0, tokens * width)));
    }

    private void WriteMask(IProgram program, int tokens, int position, int cacheLength)
    {
        int count = tokens * cacheLength;
        for (int t = 0; t < tokens; t++)
        {
            int visible = Math.Min(position + t + 1, cacheLength);
            int row = t * cacheLength;
            if (halfMask.Length > 0)
            {
                halfMask.AsSpan(row, visible).Clear();
                halfMask.AsSpan(row + visible, cacheLength - visible).Fill(HiddenHalf);
            }
            else
            {
                floatMask.AsSpan(row, visible).Clear();
                floatMask.AsSpan(row + visible, cacheLength - visible).Fill(float.NegativeInfinity);
            }
        }

        program.Write(
            graph.Mask,
            halfMask.Length > 0
                ? MemoryMarshal.AsBytes(halfMask.AsSpan(0, count))
                : MemoryMarshal.AsBytes(floatMask.AsSpan(0, count))
        );
    }
}

// The inputs of one step in memory of their own: tokens, positions, cache rows, mask.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Models;
using Caravan.Tensors;

namespace Caravan.Engine;

/// <summary>
/// Preallocated inputs of a step. Who fills them decides which sequences it holds and what each token sees; filling and
/// writing them allocates nothing.
/// </summary>
internal sealed class StepInputs
{
    private const ushort HiddenHalf = 0xFC00;

    private readonly ModelGraph graph;
    private readonly int cacheCapacity;
    private readonly int[] tokens;
    private readonly int[] positions;
    private readonly int[] outputRows;
    private readonly long[] cacheRows;
    private readonly long[] valueElements;
    private readonly ushort[] halfMask;
    private readonly float[] floatMask;

    /// <summary>Allocates for the largest step.</summary>
    /// <param name="graph">The graph with its inputs.</param>
    /// <param name="tokens">Tokens of a step at the most.</param>
    /// <param name="cacheCapacity">Rows of the caches.</param>
    /// <param name="outputs">Rows of logits at the most.</param>
    internal StepInputs(ModelGraph graph, int tokens, int cacheCapacity, int outputs)
    {
        this.graph = graph;
        this.cacheCapacity = cacheCapacity;
        this.tokens = new int[tokens];
        positions = new int[tokens];
        outputRows = new int[outputs];
        cacheRows = new long[tokens];
        valueElements = new long[(long)tokens * graph.ValueElementsPerToken];
        bool isHalf = graph.Mask.Type == TensorType.F16;
        halfMask = isHalf ? new ushort[(long)tokens * cacheCapacity] : [];
        floatMask = isHalf ? [] : new float[(long)tokens * cacheCapacity];
    }

    /// <summary>Allocates for the largest step of a session.</summary>
    internal StepInputs(ModelGraph graph, SessionSizes sizes)
        : this(graph, sizes.MicroBatchSize, sizes.CacheLength, sizes.MaximumOutputs) { }

    /// <summary>The memory of <paramref name="other"/> for another graph of the same inputs; steps of both take turns.</summary>
    internal StepInputs(ModelGraph graph, StepInputs other)
    {
        this.graph = graph;
        cacheCapacity = other.cacheCapacity;
        tokens = other.tokens;
        positions = other.positions;
        outputRows = other.outputRows;
        cacheRows = other.cacheRows;
        valueElements = other.valueElements;
        halfMask = other.halfMask;
        floatMask = other.floatMask;
    }

    /// <summary>Token ids, one for each token of the step.</summary>
    internal Span<int> Tokens => tokens;

    /// <summary>Positions in their sequences.</summary>
    internal Span<int> Positions => positions;

    /// <summary>Cache rows that the tokens' keys and values go to.</summary>
    internal Span<long> CacheRows => cacheRows;

    /// <summary>Indices of the tokens whose logits are wanted.</summary>
    internal Span<int> OutputRows => outputRows;

    /// <summary>Hides cells of the mask, <c>[cache length, tokens]</c> of the step.</summary>
    internal void Hide(int first, int count)
    {
        if (halfMask.Length > 0)
        {
            halfMask.AsSpan(first, count).Fill(HiddenHalf);
        }
        else
        {
            floatMask.AsSpan(first, count).Fill(float.NegativeInfinity);
        }
    }

    /// <summary>Shows cells of the mask, <c>[cache length, tokens]</c> of the step.</summary>
    internal void Show(int first, int count)
    {
        if (halfMask.Length > 0)
        {
            halfMask.AsSpan(first, count).Clear();
        }
        else
        {
            floatMask.AsSpan(first, count).Clear();
        }
    }

    /// <summary>Writes all inputs of a step.</summary>
    internal void Write(IProgram program, in SymbolValues symbols)
    {
        int count = (int)symbols.Tokens;
        program.Write(graph.Tokens, MemoryMarshal.AsBytes(tokens.AsSpan(0, count)));
        program.Write(graph.Positions, MemoryMarshal.AsBytes(positions.AsSpan(0, count)));
        program.Write(graph.CacheRows, MemoryMarshal.AsBytes(cacheRows.AsSpan(0, count)));
        program.Write(graph.OutputRows, MemoryMarshal.AsBytes(outputRows.AsSpan(0, (int)symbols.Outputs)));
        if (graph.ValueElements is { } input)
        {
            WriteValueElements(program, input, count);
        }

        int cells = count * (int)symbols.CacheLength;
        program.Write(
            graph.Mask,
            halfMask.Length > 0
                ? MemoryMarshal.AsBytes(halfMask.AsSpan(0, cells))
                : MemoryMarshal.AsBytes(floatMask.AsSpan(0, cells))
        );
    }

    // A transposed value cache is [1, capacity * width] to SET_ROWS: element e of row r goes to e * capacity + r.
    private void WriteValueElements(IProgram program, GraphTensor input, int count)
    {
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
}

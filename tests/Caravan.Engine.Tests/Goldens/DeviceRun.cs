// Runs a model's graph on the CPU device, step by step, without the engine's sessions.
using System.Runtime.InteropServices;
using Caravan.Cpu;
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Models;
using Caravan.Tensors;

namespace Caravan.Engine.Tests;

/// <summary>One sequence of tokens on a device of its own.</summary>
internal sealed class DeviceRun : IDisposable
{
    private readonly GgufFile file;
    private readonly CpuDevice device;
    private readonly ModelGraph graph;
    private readonly IProgram program;
    private readonly List<IDeviceBuffer> buffers = [];
    private readonly int contextLength;
    private readonly int microBatch;
    private int position;

    /// <summary>Opens a model and compiles its graph.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="options">Options of the graph.</param>
    /// <param name="threads">Threads of the device.</param>
    /// <param name="microBatch">Most tokens of a step.</param>
    /// <param name="expandWeights">Dequantizes all weights to F32 first, which makes the run a reference.</param>
    internal DeviceRun(
        string path,
        ModelGraphOptions options,
        int threads = 1,
        int microBatch = 512,
        bool expandWeights = false
    )
    {
        file = GgufFile.Open(path);
        device = new CpuDevice(threads);
        contextLength = options.ContextLength;
        this.microBatch = Math.Min(microBatch, contextLength);
        IEnumerable<GgufTensor> tensors = expandWeights
            ? file.Tensors.Select(t => t with { Type = TensorType.F32 })
            : file.Tensors;
        LanguageModel model = LanguageModel.Create(file.Metadata, [.. tensors]);
        VocabularySize = model.Hyperparameters.VocabularySize;
        graph = model.BuildGraph(options);
        SymbolValues maximum = new(this.microBatch, contextLength, this.microBatch);
        GraphValidator.Validate(graph.Graph, maximum);
        TensorBindings bindings = new();
        foreach (GraphTensor leaf in graph.Graph.Leaves(TensorRole.Weight))
        {
            Bind(bindings, leaf, Bytes(leaf, expandWeights));
        }

        foreach (GraphTensor state in graph.Graph.Leaves(TensorRole.State))
        {
            Bind(bindings, state, new byte[state.Shape.Evaluate(maximum).Bytes(state.Type)]);
        }

        program = device.Compile(graph.Graph, bindings, maximum);
    }

    internal int VocabularySize { get; }

    /// <summary>Appends tokens in micro-batches; the logits of all of them, [vocabulary, tokens].</summary>
    internal float[] Evaluate(params ReadOnlySpan<int> tokens)
    {
        float[] logits = new float[tokens.Length * VocabularySize];
        for (int done = 0; done < tokens.Length; done += microBatch)
        {
            int count = Math.Min(microBatch, tokens.Length - done);
            Step(tokens.Slice(done, count), logits.AsSpan(done * VocabularySize, count * VocabularySize));
        }

        return logits;
    }

    public void Dispose()
    {
        program.Dispose();
        buffers.ForEach(b => b.Dispose());
        device.Dispose();
        file.Dispose();
    }

    private void Step(ReadOnlySpan<int> tokens, Span<float> logits)
    {
        int count = tokens.Length;
        // Some rows beyond those in use, as a session's padding has.
        int cacheLength = Math.Min(contextLength, (position + count + 31) / 32 * 32);
        Write<int>(graph.Tokens, tokens);
        Write<int>(graph.Positions, [.. Enumerable.Range(position, count)]);
        Write<int>(graph.OutputRows, [.. Enumerable.Range(0, count)]);
        Write<long>(graph.CacheRows, [.. Enumerable.Range(position, count).Select(p => (long)p)]);
        if (graph.ValueElements is not null)
        {
            Write<long>(graph.ValueElements, ValueElements(count));
        }

        WriteMask(count, cacheLength);
        program.Run(new SymbolValues(count, cacheLength, count));
        program.Read(graph.Logits, 0, MemoryMarshal.AsBytes(logits));
        position += count;
    }

    private long[] ValueElements(int tokens)
    {
        int elements = graph.ValueElementsPerToken;
        long[] places = new long[tokens * elements];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = (long)(i % elements) * contextLength + position + i / elements;
        }

        return places;
    }

    private void WriteMask(int tokens, int cacheLength)
    {
        float[] mask = new float[tokens * cacheLength];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = i % cacheLength <= position + i / cacheLength ? 0 : float.NegativeInfinity;
        }

        if (graph.Mask.Type == TensorType.F32)
        {
            Write<float>(graph.Mask, mask);
        }
        else
        {
            Write<Half>(graph.Mask, Array.ConvertAll(mask, m => (Half)m));
        }
    }

    private void Write<T>(GraphTensor input, ReadOnlySpan<T> values)
        where T : unmanaged => program.Write(input, MemoryMarshal.AsBytes(values));

    private byte[] Bytes(GraphTensor leaf, bool expand)
    {
        if (!file.TryGetTensor(leaf.Name, out GgufTensor? tensor))
        {
            DerivedWeight derived = graph.DerivedWeights.Single(d => d.Name == leaf.Name);
            byte[] bytes = new byte[derived.Shape.Bytes(derived.Type)];
            derived.Compute(file, bytes);
            return bytes;
        }

        if (!expand)
        {
            return file.Data(tensor).ToArray();
        }

        float[] values = new float[tensor.Shape.Elements];
        Dequantizer.DequantizeRows(tensor.Type, file.Data(tensor), (int)tensor.Shape.Ne0, values);
        return MemoryMarshal.AsBytes<float>(values).ToArray();
    }

    private void Bind(TensorBindings bindings, GraphTensor leaf, byte[] bytes)
    {
        IDeviceBuffer buffer = device.Allocate(bytes.Length);
        buffers.Add(buffer);
        buffer.Write(0, bytes);
        bindings.Bind(leaf, buffer, 0);
    }
}

// llama.cpp's side of a comparison.
using Caravan.Benchmarks.Llama;

namespace Caravan.Benchmarks.Engines;

/// <summary>llama.cpp's engine on the CPU, with its own choice of library for this processor and its own repacking.</summary>
internal sealed unsafe class LlamaEngine : IEngine
{
    private readonly LlamaLibrary library;
    private readonly EngineArguments arguments;
    private readonly nint model;
    private readonly nint context;

    /// <summary>Loads the model and makes a context.</summary>
    /// <exception cref="BenchmarkException">llama.cpp refuses the model or the context.</exception>
    internal LlamaEngine(LlamaLibrary library, EngineArguments arguments)
    {
        this.library = library;
        this.arguments = arguments;
        model = library.LoadModel(arguments.Model);
        LlamaContextParameters parameters = library.DefaultContextParameters();
        parameters.ContextLength = (uint)arguments.Context;
        parameters.BatchSize = (uint)arguments.Batch;
        parameters.MicroBatchSize = (uint)arguments.MicroBatch;
        parameters.Threads = arguments.Threads;
        parameters.BatchThreads = arguments.Threads;
        parameters.FlashAttention = arguments.FlashAttention ? 1 : 0;
        parameters.KeyCacheType = (int)arguments.KeyCache;
        parameters.ValueCacheType = (int)arguments.ValueCache;
        context = library.MakeContext(model, parameters);
        library.AttachThreads(context, arguments.Threads);
        VocabularySize = library.VocabularySize(model);
    }

    /// <inheritdoc/>
    public string Description => $"llama.cpp {library.Version}, {library.Log.Variant}";

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public long ComputeBytes => library.Log.ComputeBytes;

    /// <inheritdoc/>
    public long CacheBytes => library.Log.CacheBytes;

    /// <inheritdoc/>
    public void Clear() => library.ClearMemory(context);

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<int> tokens)
    {
        while (tokens.Length > 0)
        {
            int count = Math.Min(tokens.Length, arguments.Batch);
            library.Decode(context, tokens[..count]);
            tokens = tokens[count..];
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits() => new(library.LastLogits(context), VocabularySize);

    /// <inheritdoc/>
    public void Dispose() => library.Free(model, context);
}

// Caravan's side of a comparison.
using Caravan.Cpu;
using Caravan.Engine;

namespace Caravan.Benchmarks.Engines;

/// <summary>Caravan's engine on the CPU.</summary>
internal sealed class CaravanEngine : IEngine
{
    private readonly CpuDevice device;
    private readonly LoadedModel model;
    private readonly InferenceSession session;

    /// <summary>Loads the model and makes a session.</summary>
    internal CaravanEngine(EngineArguments arguments)
    {
        device = new CpuDevice(arguments.Threads);
        model = LoadedModel.Open(arguments.Model, device);
        session = new InferenceSession(
            model,
            new SessionOptions
            {
                ContextLength = arguments.Context,
                BatchSize = arguments.Batch,
                MicroBatchSize = arguments.MicroBatch,
                FlashAttention = arguments.FlashAttention,
                KeyCacheType = arguments.KeyCache,
                ValueCacheType = arguments.ValueCache,
            }
        );
    }

    /// <inheritdoc/>
    public string Description =>
        $"Caravan {typeof(LoadedModel).Assembly.GetName().Version?.ToString(3)}, {CpuKernels.Level}";

    /// <inheritdoc/>
    public int VocabularySize => model.Hyperparameters.VocabularySize;

    /// <inheritdoc/>
    public long ComputeBytes => session.ComputeBytes;

    /// <inheritdoc/>
    public long CacheBytes => session.CacheBytes;

    /// <inheritdoc/>
    public void Clear() => session.Truncate(0);

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<int> tokens) => session.Evaluate(tokens);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits() => session.Logits();

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        model.Dispose();
        device.Dispose();
    }
}

// A model opened and placed on a device: hyperparameters, tokenizer, weights.
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Models;
using Caravan.Models.Tokenizers;

namespace Caravan.Engine;

/// <summary>
/// An open model whose weights a device can reach: mapped in place where the device allows it, copied otherwise. Sessions
/// share it; dispose them first.
/// </summary>
public sealed class LoadedModel : IDisposable
{
    private readonly GgufFile file;
    private readonly LanguageModel model;
    private readonly Dictionary<string, (IDeviceBuffer Buffer, long Offset)> weights = [];
    private readonly List<IDeviceBuffer> buffers = [];

    private LoadedModel(GgufFile file, IDevice device)
    {
        this.file = file;
        Device = device;
        model = LanguageModel.Open(file);
        Hyperparameters = model.Hyperparameters;
        Tokenizer = new Tokenizer(VocabularyReader.Read(file.Metadata));
    }

    /// <summary>Device that holds the weights.</summary>
    public IDevice Device { get; }

    /// <summary>The model's numbers.</summary>
    public ModelHyperparameters Hyperparameters { get; }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The model's metadata.</summary>
    public GgufMetadata Metadata => file.Metadata;

    /// <summary>Bytes of the model's files.</summary>
    public long FileBytes => file.Shards.Sum(s => s.Size);

    /// <summary>Bytes of the model's weights, without metadata and padding.</summary>
    public long WeightBytes => file.Tensors.Sum(t => t.Bytes);

    /// <summary>Number of weights.</summary>
    public long Parameters => file.Tensors.Sum(t => t.Shape.Elements);

    /// <summary>Opens a model and makes its weights reachable for the device.</summary>
    /// <param name="path">A GGUF file, or any shard of a split one.</param>
    /// <param name="device">The device; not disposed with the model.</param>
    /// <param name="options">How to load.</param>
    /// <param name="cancellation">Stops loading.</param>
    /// <exception cref="GgufException">The file is damaged.</exception>
    /// <exception cref="ModelException">The model is not supported or its parts do not fit.</exception>
    public static LoadedModel Open(
        string path,
        IDevice device,
        LoadOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(device);
        GgufFile file = GgufFile.Open(path);
        LoadedModel? model = null;
        try
        {
            model = new LoadedModel(file, device);
            model.PlaceWeights(options ?? new LoadOptions(), cancellation);
            return model;
        }
        catch
        {
            model?.buffers.ForEach(b => b.Dispose());
            file.Dispose();
            throw;
        }
    }

    /// <summary>Throws when a file of the model has shrunk since it was mapped.</summary>
    /// <exception cref="GgufException">A file shrank: its bytes can no longer be trusted.</exception>
    public void CheckUnchanged() => file.CheckUnchanged();

    /// <inheritdoc/>
    public void Dispose()
    {
        buffers.ForEach(b => b.Dispose());
        file.Dispose();
    }

    internal ModelGraph BuildGraph(SessionOptions options, int cacheLength) =>
        model.BuildGraph(
            new ModelGraphOptions
            {
                ContextLength = cacheLength,
                FlashAttention = options.FlashAttention,
                KeyCacheType = options.KeyCacheType,
                ValueCacheType = options.ValueCacheType,
                LatentAttention = options.LatentAttention,
                GroupedRouting = options.GroupedRouting,
                Rope = options.Rope,
            }
        );

    internal TensorBindings BindWeights(ModelGraph graph)
    {
        foreach (DerivedWeight derived in graph.DerivedWeights)
        {
            if (!weights.ContainsKey(derived.Name))
            {
                weights.Add(derived.Name, (WeightPlacement.Derive(derived, file, Device, buffers), 0));
            }
        }

        TensorBindings bindings = new();
        foreach (GraphTensor leaf in graph.Graph.Leaves(TensorRole.Weight))
        {
            (IDeviceBuffer buffer, long offset) = weights[leaf.Name];
            bindings.Bind(leaf, buffer, offset);
        }

        return bindings;
    }

    private void PlaceWeights(LoadOptions options, CancellationToken cancellation)
    {
        foreach ((string name, IDeviceBuffer buffer, long offset) in WeightPlacement.Place(file, Device, buffers))
        {
            weights.Add(name, (buffer, offset));
        }

        if (options.Prefetch)
        {
            WeightPrefetch.Run(file, options.Progress, cancellation);
        }
    }
}

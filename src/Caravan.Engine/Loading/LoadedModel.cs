// A model opened and placed on devices: hyperparameters, tokenizer, weights.
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Models;
using Caravan.Models.Tokenizers;
using Caravan.Tensors;

namespace Caravan.Engine;

/// <summary>
/// An open model whose weights its devices can reach: mapped in place where a device allows it, copied otherwise. Sessions
/// share it; dispose them first.
/// </summary>
public sealed class LoadedModel : IDisposable
{
    private readonly GgufFile file;
    private readonly LanguageModel model;
    private readonly WeightStore weights;
    private readonly SessionOptions planned;

    private LoadedModel(
        GgufFile file,
        IReadOnlyList<IDevice> devices,
        PlacementRequest request,
        Func<int, SessionOptions> session,
        LoadOptions options
    )
    {
        this.file = file;
        Devices = devices;
        model = LanguageModel.Open(file);
        Hyperparameters = model.Hyperparameters;
        options.ModelFound?.Invoke(Hyperparameters);
        Tokenizer = new Tokenizer(VocabularyReader.Read(file.Metadata));
        weights = new WeightStore(file, devices);
        planned = session(Hyperparameters.ContextLength);
        if (devices.Count > 1)
        {
            ModelGraph graph = BuildGraph(planned, SessionSizes.Of(planned, Hyperparameters).CacheLength);
            Placement = PlacementResolver.Resolve(
                request,
                new DeviceTable(devices.Select(d => d.Info)),
                PlacementSubject.Of(graph, Hyperparameters.Layers)
            );
        }
    }

    /// <summary>The devices, by index.</summary>
    public IReadOnlyList<IDevice> Devices { get; }

    /// <summary>The device of this process, or the only one.</summary>
    public IDevice Device => Devices[Placement?.Devices.Home ?? 0];

    /// <summary>Where the model lies; null when there is one device.</summary>
    public ResolvedPlacement? Placement { get; }

    /// <summary>The model's numbers.</summary>
    public ModelHyperparameters Hyperparameters { get; }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The model's metadata.</summary>
    public GgufMetadata Metadata => file.Metadata;

    /// <summary>Where the weights of this machine lie.</summary>
    public WeightMemory Memory { get; private set; } = WeightMemory.Mapped;

    /// <summary>Bytes of the model's files.</summary>
    public long FileBytes => file.Shards.Sum(s => s.Size);

    /// <summary>Bytes of the model's weights, without metadata and padding.</summary>
    public long WeightBytes => file.Tensors.Sum(t => t.Bytes);

    /// <summary>Number of weights.</summary>
    public long Parameters => file.Tensors.Sum(t => t.Shape.Elements);

    /// <summary>The tensor type in which most of the weights are kept.</summary>
    public TensorType MainType => file.Tensors.GroupBy(t => t.Type).MaxBy(g => g.Sum(t => t.Shape.Elements))!.Key;

    /// <summary>Opens a model for one device.</summary>
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
    ) => Open(path, [device], PlacementRequest.Local, _ => new SessionOptions(), options, cancellation);

    /// <summary>Opens a model and places its weights on devices.</summary>
    /// <param name="path">A GGUF file, or any shard of a split one.</param>
    /// <param name="devices">The workers' devices in order and the CPU of this process; not disposed with the model.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="session">
    /// The sessions to come, for the model's context of training: the size of their caches counts in the split.
    /// </param>
    /// <param name="options">How to load.</param>
    /// <param name="cancellation">Stops loading.</param>
    /// <exception cref="GgufException">The file is damaged.</exception>
    /// <exception cref="ModelException">The model is not supported or its parts do not fit.</exception>
    /// <exception cref="PlacementException">A name, pattern or number of the request is wrong.</exception>
    /// <exception cref="DeviceException">A device lacks memory or failed.</exception>
    public static LoadedModel Open(
        string path,
        IReadOnlyList<IDevice> devices,
        PlacementRequest request,
        Func<int, SessionOptions> session,
        LoadOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(session);
        ArgumentOutOfRangeException.ThrowIfZero(devices.Count);
        options ??= new LoadOptions();
        GgufFile file = GgufFile.Open(path);
        LoadedModel? model = null;
        try
        {
            model = new LoadedModel(file, devices, request, session, options);
            model.PlaceWeights(options, cancellation);
            return model;
        }
        catch
        {
            model?.weights.Dispose();
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
        weights.Dispose();
        file.Dispose();
    }

    /// <summary>Builds the graph of a step.</summary>
    /// <param name="options">Forms.</param>
    /// <param name="cacheLength">Positions of the caches.</param>
    /// <param name="unfoldsLatents">See <see cref="ModelGraphOptions.UnfoldsLatents"/>.</param>
    internal ModelGraph BuildGraph(SessionOptions options, int cacheLength, bool unfoldsLatents = false) =>
        model.BuildGraph(
            new ModelGraphOptions
            {
                ContextLength = cacheLength,
                FlashAttention = options.FlashAttention,
                KeyCacheType = options.KeyCacheType,
                ValueCacheType = options.ValueCacheType,
                LatentAttention = options.LatentAttention,
                UnfoldsLatents = unfoldsLatents,
                AttentionScratchBytes = options.AttentionScratchBytes,
                GroupedRouting = options.GroupedRouting,
                Rope = options.Rope,
            }
        );

    /// <summary>Binds a graph's weights on the one device that runs it, bringing there what is missing.</summary>
    internal TensorBindings BindWeights(ModelGraph graph, int device)
    {
        List<GraphTensor> leaves = [.. graph.Graph.Leaves(TensorRole.Weight)];
        Bring(graph, d => d == device ? leaves.Select(l => l.Name) : [], null, CancellationToken.None);
        TensorBindings bindings = new();
        foreach (GraphTensor leaf in leaves)
        {
            (IDeviceBuffer buffer, long offset) = weights[leaf.Name, device];
            bindings.Bind(leaf, buffer, offset);
        }

        return bindings;
    }

    /// <summary>Brings the weights that a plan's stages use to their devices.</summary>
    internal void BringWeights(
        ModelGraph graph,
        StagePlan plan,
        IProgress<double>? progress,
        CancellationToken cancellation
    ) =>
        Bring(
            graph,
            device =>
                plan.Stages.Where(s => s.Device == device)
                    .SelectMany(s => s.Graph.Leaves(TensorRole.Weight))
                    .Select(l => l.Name),
            progress,
            cancellation
        );

    /// <summary>The place of a weight on a device that it was brought to.</summary>
    internal (IDeviceBuffer Buffer, long Offset) PlaceOf(string weight, int device) => weights[weight, device];

    private void Bring(
        ModelGraph graph,
        Func<int, IEnumerable<string>> names,
        IProgress<double>? progress,
        CancellationToken cancellation
    )
    {
        // The same weight may be derived for several uses.
        Dictionary<string, DerivedWeight> derived = [];
        foreach (DerivedWeight weight in graph.DerivedWeights)
        {
            derived.TryAdd(weight.Name, weight);
        }

        weights.Bring([.. Devices.Select((_, device) => names(device).ToHashSet())], derived, progress, cancellation);
    }

    private void PlaceWeights(LoadOptions options, CancellationToken cancellation)
    {
        int home = Placement?.Devices.Home ?? 0;
        bool isMapped = weights.TryMap(home);
        SessionSizes sizes = SessionSizes.Of(planned, Hyperparameters);
        ModelGraph graph = BuildGraph(planned, sizes.CacheLength);
        Func<string, bool> isAtHome = _ => true;
        if (Placement is not null && SessionPlan.Make(graph, Placement, sizes.Maximum).Stages is { } plan)
        {
            BringWeights(graph, plan, options.Progress, cancellation);
            HashSet<string> atHome =
            [
                .. plan
                    .Stages.Where(s => s.Device == home)
                    .SelectMany(s => s.Graph.Leaves(TensorRole.Weight))
                    .Select(l => l.Name),
            ];
            isAtHome = atHome.Contains;
        }

        if (isMapped && options.Prefetch)
        {
            Memory = WeightPrefetch.Run(file, isAtHome, options.Memory, options.Progress, cancellation);
        }
        else if (!isMapped)
        {
            Bring(
                graph,
                device =>
                    device == home ? graph.Graph.Leaves(TensorRole.Weight).Select(l => l.Name).Where(isAtHome) : [],
                options.Progress,
                cancellation
            );
        }
    }
}

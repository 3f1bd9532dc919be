// The compiled graph of a model with its caches, on one device or several.
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>A model's graph, the program that runs it and the caches it keeps.</summary>
internal sealed class SessionProgram : IDisposable
{
    private readonly LoadedModel model;
    private readonly SessionProgram? owner;

    // By the names of their tensors, with the index of the device that has each.
    private readonly Dictionary<string, (IDeviceBuffer Buffer, int Device)> caches = [];

    /// <summary>Builds the graph, allocates the caches and compiles the program.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Forms; sizes are given by <paramref name="maximum"/>.</param>
    /// <param name="maximum">The largest symbol values; the cache has as many positions.</param>
    /// <param name="ledger">Told what each step cost; null for nobody.</param>
    /// <exception cref="ModelException">The options do not fit the model.</exception>
    /// <exception cref="GraphException">An op needs weights of two devices; the message names both.</exception>
    /// <exception cref="DeviceException">A device lacks memory or an op.</exception>
    internal SessionProgram(LoadedModel model, SessionOptions options, in SymbolValues maximum, IStepLedger? ledger)
        : this(model, model.BuildGraph(options, checked((int)maximum.CacheLength)), maximum, ledger, null) { }

    private SessionProgram(
        LoadedModel model,
        ModelGraph graph,
        in SymbolValues maximum,
        IStepLedger? ledger,
        SessionProgram? owner
    )
    {
        this.model = model;
        this.owner = owner;
        Graph = graph;
        GraphValidator.Validate(Graph.Graph, maximum);
        Notices = Graph.Notices;
        try
        {
            Program = Compile(maximum, ledger);
        }
        catch
        {
            FreeCaches();
            throw;
        }
    }

    /// <summary>The graph with its inputs by name.</summary>
    internal ModelGraph Graph { get; }

    /// <summary>The program.</summary>
    internal IProgram Program { get; }

    /// <summary>One line each about options that run in another form than asked for.</summary>
    internal IReadOnlyList<string> Notices { get; private set; }

    /// <summary>Bytes of the caches.</summary>
    internal long CacheBytes => caches.Values.Sum(c => c.Buffer.Bytes);

    /// <summary>
    /// A program for prompts over the caches of this one, which must outlive it; null where prompts run as everything else does, or a
    /// device could not run them otherwise.
    /// </summary>
    internal SessionProgram? ForPrompts(SessionOptions options, in SymbolValues maximum, IStepLedger? ledger)
    {
        if (options is not { LatentAttention: 2 or 3, FlashAttention: true } || model.Hyperparameters.Latent is null)
        {
            return null;
        }

        ModelGraph graph = model.BuildGraph(options, checked((int)maximum.CacheLength), unfoldsLatents: true);
        bool canRun = graph.Graph.Tensors.All(node =>
            node.Op == GraphOp.None || node.IsViewOp || model.Devices.All(device => device.WhyUnsupported(node) is null)
        );
        return canRun ? new SessionProgram(model, graph, maximum, ledger, this) : null;
    }

    /// <summary>The memory of a cache tensor.</summary>
    internal IDeviceBuffer Cache(GraphTensor state) => caches[state.Name].Buffer;

    /// <inheritdoc/>
    public void Dispose()
    {
        Program.Dispose();
        FreeCaches();
    }

    private IProgram Compile(in SymbolValues maximum, IStepLedger? ledger)
    {
        SessionPlan plan = model.Placement is { } placement
            ? SessionPlan.Make(Graph, placement, maximum)
            : new SessionPlan(null, 0, null);
        if (plan.Stages is null)
        {
            TensorBindings bindings = model.BindWeights(Graph, plan.Device);
            foreach (GraphTensor state in Graph.Graph.Leaves(TensorRole.State))
            {
                bindings.Bind(state, CacheOn(state, plan.Device), 0);
            }

            IProgram alone = model.Devices[plan.Device].Compile(Graph.Graph, bindings, maximum);
            return ledger is null ? alone : new AccountedProgram(alone, ledger, plan.Device, model.Devices.Count);
        }

        Notices = plan.Notice is null ? Notices : [.. Notices, plan.Notice];
        model.BringWeights(Graph, plan.Stages, null, CancellationToken.None);
        return StagedProgram.Compile(
            plan.Stages,
            model.Devices,
            plan.Device,
            (leaf, device) =>
                leaf.Role == TensorRole.Weight ? model.PlaceOf(leaf.Name, device) : (CacheOn(leaf, device), 0),
            maximum,
            ledger
        );
    }

    // All stages of a device that see a cache see the same one.
    private IDeviceBuffer CacheOn(GraphTensor state, int device)
    {
        if (owner is not null)
        {
            (IDeviceBuffer shared, int place) = owner.caches[state.Name];
            return place == device
                ? shared
                : throw new GraphException(
                    $"{state.Name} is on device {place} for generation and on device {device} for prompts: expected one; -mla 1 has one form"
                );
        }

        if (!caches.TryGetValue(state.Name, out (IDeviceBuffer Buffer, int Device) cache))
        {
            IDevice on = model.Devices[device];
            cache = (on.Allocate(on.AllocationBytes(state.Type, state.Shape.Evaluate(default))), device);
            caches.Add(state.Name, cache);
        }

        return cache.Buffer;
    }

    private void FreeCaches()
    {
        foreach ((IDeviceBuffer buffer, _) in caches.Values)
        {
            buffer.Dispose();
        }
    }
}

// The compiled graph of a model with its caches, on one device or several.
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>A model's graph, the program that runs it and the caches it keeps.</summary>
internal sealed class SessionProgram : IDisposable
{
    private readonly LoadedModel model;
    private readonly SessionProgram? owner;

    // By the names of their tensors.
    private readonly Dictionary<string, IDeviceBuffer> caches = [];

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
    internal long CacheBytes => caches.Values.Sum(c => c.Bytes);

    /// <summary>
    /// A program for prompts over the caches of this one, which must outlive it; null where prompts run as everything else does. Several
    /// devices have one form: a worker may keep its cache in an order that only this program knows.
    /// </summary>
    internal SessionProgram? ForPrompts(SessionOptions options, in SymbolValues maximum, IStepLedger? ledger) =>
        options is { LatentAttention: 2 or 3, FlashAttention: true }
        && model.Hyperparameters.Latent is not null
        && model.Devices.Count == 1
            ? new SessionProgram(
                model,
                model.BuildGraph(options, checked((int)maximum.CacheLength), unfoldsLatents: true),
                maximum,
                ledger,
                this
            )
            : null;

    /// <summary>The memory of a cache tensor.</summary>
    internal IDeviceBuffer Cache(GraphTensor state) => caches[state.Name];

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
            return owner.caches[state.Name];
        }

        if (!caches.TryGetValue(state.Name, out IDeviceBuffer? buffer))
        {
            IDevice on = model.Devices[device];
            buffer = on.Allocate(on.AllocationBytes(state.Type, state.Shape.Evaluate(default)));
            caches.Add(state.Name, buffer);
        }

        return buffer;
    }

    private void FreeCaches()
    {
        foreach (IDeviceBuffer buffer in caches.Values)
        {
            buffer.Dispose();
        }
    }
}

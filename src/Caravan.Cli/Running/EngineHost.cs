// Opens what a command line names: device, model, session.
using System.Diagnostics;
using Caravan.Cli.Terminal;
using Caravan.Cpu;
using Caravan.Engine;
using Caravan.Graph;
using Caravan.Models.Tokenizers;

namespace Caravan.Cli.Running;

/// <summary>A model ready to run.</summary>
internal sealed class EngineHost : IDisposable
{
    private readonly CpuDevice device;
    private readonly WorkerLinks? links;
    private readonly JsonStepLedger? ledgerFile;
    private readonly IStepLedger? ledger;
    private readonly bool warmsUp;
    private readonly Log log;
    private InferenceSession? session;

    private EngineHost(
        CpuDevice device,
        WorkerLinks? links,
        LoadedModel model,
        JsonStepLedger? ledgerFile,
        EngineSettings settings,
        Log log
    )
    {
        this.device = device;
        this.links = links;
        this.ledgerFile = ledgerFile;
        ledger = settings.Ledger ?? ledgerFile;
        warmsUp = settings.WarmUp;
        this.log = log;
        Model = model;
    }

    /// <summary>The model.</summary>
    internal LoadedModel Model { get; }

    /// <summary>A session over it, empty at first.</summary>
    internal InferenceSession Session => session ?? throw new InvalidOperationException("the session is closed");

    /// <summary>Told what each step costs; null where nobody asked.</summary>
    internal IStepLedger? Ledger => ledger;

    /// <summary>The CPU of this process.</summary>
    internal CpuDevice Device => device;

    /// <summary>Threads that compute single tokens.</summary>
    internal int Threads => device.Threads;

    /// <summary>Threads that compute several tokens at once.</summary>
    internal int BatchThreads => device.BatchThreads;

    /// <summary>What the device calls itself.</summary>
    internal string DeviceDescription => device.Info.Description;

    /// <summary>Milliseconds that loading took, warm-up included.</summary>
    internal double LoadMilliseconds { get; private set; }

    /// <summary>Opens a model with a session over it.</summary>
    /// <param name="settings">What to open.</param>
    /// <param name="options">The session's options, for the model's context of training.</param>
    /// <param name="log">Told what was found.</param>
    /// <param name="cancellation">Stops loading.</param>
    /// <exception cref="UsageException">The placement cannot be met.</exception>
    internal static EngineHost Open(
        EngineSettings settings,
        Func<int, SessionOptions> options,
        Log log,
        CancellationToken cancellation
    )
    {
        long started = Stopwatch.GetTimestamp();
        EngineHost host = Load(settings, options, log, cancellation);
        try
        {
            host.Renew(options(host.Model.Hyperparameters.ContextLength));
            host.LoadMilliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a model without a session. This is where a placement request becomes a model on devices, for all commands.
    /// </summary>
    /// <param name="settings">What to open.</param>
    /// <param name="options">Options of a session as large as what will run, for the model's context of training.</param>
    /// <param name="log">Told what was found.</param>
    /// <param name="cancellation">Stops loading.</param>
    /// <exception cref="UsageException">The placement cannot be met.</exception>
    internal static EngineHost Load(
        EngineSettings settings,
        Func<int, SessionOptions> options,
        Log log,
        CancellationToken cancellation
    )
    {
        PlacementRequest placement = settings.Placement;
        WorkerLinks? links = Connect(placement, log);
        CpuDevice device = new(settings.Threads, settings.BatchThreads, settings.Team, settings.BatchTeam);
        LoadedModel? model = null;
        try
        {
            IDevice[] devices = [.. links?.Devices ?? [], device];
            using (ProgressBar progress = ProgressBar.OnTerminal("loading"))
            {
                model = LoadedModel.Open(
                    settings.ModelPath,
                    devices,
                    placement,
                    options,
                    new LoadOptions
                    {
                        Progress = progress,
                        Memory = settings.Memory,
                        // Pages belong to the node that touches them first: that of the thread that uses them.
                        Prefetch = settings.Team.Numa == NumaStrategy.None,
                        ModelFound = found =>
                            log.Info(
                                $"caravan {VersionText.Number}: loading {settings.ModelPath} ({found.Architecture}, {found.Layers} layers)"
                            ),
                    },
                    cancellation
                );
            }

            JsonStepLedger? ledgerFile = placement.LedgerPath is { } path
                ? JsonStepLedger.Create(path, devices.Select(d => d.Info.Name), settings.AppendsLedger)
                : null;
            return new EngineHost(device, links, model, ledgerFile, settings, log);
        }
        catch
        {
            model?.Dispose();
            links?.Dispose();
            device.Dispose();
            throw;
        }
    }

    /// <summary>The devices that a placement request may use, those of this machine last.</summary>
    /// <exception cref="UsageException">A worker is named that cannot be reached.</exception>
    internal static IReadOnlyList<DeviceInfo> Devices(PlacementRequest request)
    {
        using WorkerLinks? links = Connect(request, new Log());
        using CpuDevice cpu = new(1);
        return [.. (links?.Devices ?? []).Select(device => device.Info), cpu.Info];
    }

    /// <summary>Puts an empty session with other options in the place of the one there is.</summary>
    internal void Renew(SessionOptions options)
    {
        session?.Dispose();
        session = null;
        session = new InferenceSession(Model, options, ledger);
        ModelReport.Write(log, Model, SessionReport.Of(session), options, device);
        if (warmsUp)
        {
            WarmUp(Model, session);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session?.Dispose();
        ledgerFile?.Dispose();
        Model.Dispose();
        links?.Dispose();
        device.Dispose();
    }

    private static WorkerLinks? Connect(PlacementRequest placement, Log log)
    {
        if (!placement.RpcEndpoints.IsEmpty)
        {
            return WorkerLinks.Connect(placement, log);
        }

        LocalPlacement.Check(placement);
        return null;
    }

    // llama.cpp's warm-up: the tokens that begin and end texts, then an empty cache again.
    private static void WarmUp(LoadedModel model, InferenceSession session)
    {
        SpecialTokens special = model.Tokenizer.Vocabulary.Special;
        int token = special.Bos ?? special.Eos ?? 0;
        session.Evaluate([token]);
        session.Truncate(0);
        if (session.HasPromptForm)
        {
            session.EvaluateGenerated([token]);
            session.Truncate(0);
        }
    }
}

// What a model is opened with: file, threads, placement.
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;
using Caravan.Cpu;
using Caravan.Engine;
using Caravan.Graph;
using Caravan.Platform;

namespace Caravan.Cli.Running;

/// <summary>Settings of an <see cref="EngineHost"/>.</summary>
/// <param name="ModelPath">A GGUF file, or any of a split model.</param>
/// <param name="Threads">Threads for single tokens.</param>
/// <param name="BatchThreads">Threads for several tokens at once.</param>
/// <param name="Placement">What runs where.</param>
/// <param name="WarmUp">True to run the model once before anything is timed.</param>
internal sealed record EngineSettings(
    string ModelPath,
    int Threads,
    int BatchThreads,
    PlacementRequest Placement,
    bool WarmUp
)
{
    /// <summary>Where threads for single tokens run.</summary>
    internal TeamOptions Team { get; init; } = new();

    /// <summary>Where threads for several tokens at once run.</summary>
    internal TeamOptions BatchTeam { get; init; } = new();

    /// <summary>Told what each step costs, instead of the file of the placement request; null for that file, if any.</summary>
    internal IStepLedger? Ledger { get; init; }

    /// <summary>Where the weights of this machine lie.</summary>
    internal WeightMemory Memory { get; init; }

    /// <summary>True to go on at the end of the ledger of a model opened before.</summary>
    internal bool AppendsLedger { get; init; }

    /// <summary>The settings that a command line asks for.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="log">Told what changes nothing or runs in another form than asked for.</param>
    /// <exception cref="UsageException">It names no model.</exception>
    internal static EngineSettings Read(OptionValues values, Log log)
    {
        string path = values.Get(ModelOptions.Model);
        return path.Length > 0 ? Read(path, values, log) : throw new UsageException(ModelOptions.WhyMissing(values));
    }

    /// <summary>The settings that a command line asks for, for a model of the command's own.</summary>
    internal static EngineSettings Read(string path, OptionValues values, Log log)
    {
        PlacementRequest placement = PlacementReader.Read(values);
        PlacementNotes.Write(log, values, placement);
        int threads = LimitThreads(values.Get(ThreadOptions.Threads, PhysicalCores.Count()), log);
        int batchThreads = LimitThreads(values.Get(ThreadOptions.BatchThreads, threads), log);
        (TeamOptions team, TeamOptions batchTeam) = AffinityReader.Read(values, log);
        return new EngineSettings(path, threads, batchThreads, placement, values.Get(GenerationOptions.WarmUp))
        {
            Memory = ModelOptions.Memory(values),
            Team = team,
            BatchTeam = batchTeam,
        };
    }

    /// <summary>As many threads as asked for, at most one a processor: more would only wait for each other.</summary>
    internal static int LimitThreads(int asked, Log log)
    {
        int most = Environment.ProcessorCount;
        if (asked > most)
        {
            log.Note($"{asked} threads asked for, {most} run: this process may use {most} processors");
        }

        return Math.Clamp(asked, 1, most);
    }
}

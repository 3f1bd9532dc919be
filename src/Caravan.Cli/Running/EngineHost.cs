// Opens what a command line names: device, model, session.
using System.Diagnostics;
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;
using Caravan.Cpu;
using Caravan.Engine;
using Caravan.Models.Tokenizers;

namespace Caravan.Cli.Running;

/// <summary>A model ready to run.</summary>
internal sealed class EngineHost : IDisposable
{
    private readonly CpuDevice device;

    private EngineHost(CpuDevice device, LoadedModel model, InferenceSession session, double loadMilliseconds)
    {
        this.device = device;
        Model = model;
        Session = session;
        LoadMilliseconds = loadMilliseconds;
    }

    /// <summary>The model.</summary>
    internal LoadedModel Model { get; }

    /// <summary>An empty session over it.</summary>
    internal InferenceSession Session { get; }

    /// <summary>Threads that compute.</summary>
    internal int Threads => device.Threads;

    /// <summary>Milliseconds that loading took, warm-up included.</summary>
    internal double LoadMilliseconds { get; }

    /// <summary>Opens the model of <c>-m</c>.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="options">Makes the session's options of those of the command line, for the model's context of training.</param>
    /// <param name="log">Told what was found.</param>
    /// <param name="cancellation">Stops loading.</param>
    internal static EngineHost Open(
        OptionValues values,
        Func<SessionOptions, int, SessionOptions> options,
        Log log,
        CancellationToken cancellation
    )
    {
        string path = values.Get(ModelOptions.Model);
        if (path.Length == 0)
        {
            throw new UsageException("no model: name a GGUF file with -m");
        }

        return Open(path, values, options, log, cancellation);
    }

    /// <summary>Opens the model at <paramref name="path"/>.</summary>
    internal static EngineHost Open(
        string path,
        OptionValues values,
        Func<SessionOptions, int, SessionOptions> options,
        Log log,
        CancellationToken cancellation
    )
    {
        long started = Stopwatch.GetTimestamp();
        int threads = values.Get(ThreadOptions.Threads, PhysicalCores.Count());
        int batchThreads = values.Get(ThreadOptions.BatchThreads, threads);
        CpuDevice device = new(
            Math.Clamp(threads, 1, ThreadOptions.MostThreads),
            Math.Clamp(batchThreads, 1, ThreadOptions.MostThreads)
        );
        LoadedModel? model = null;
        InferenceSession? session = null;
        try
        {
            using (ProgressBar progress = ProgressBar.OnTerminal("loading"))
            {
                model = LoadedModel.Open(path, device, new LoadOptions { Progress = progress }, cancellation);
            }

            SessionOptions chosen = options(SessionOptionsReader.Read(values), model.Hyperparameters.ContextLength);
            session = new InferenceSession(model, chosen);
            ModelReport.Write(log, model, session, chosen, device);
            if (values.Get(GenerationOptions.WarmUp))
            {
                WarmUp(model, session);
            }

            return new EngineHost(device, model, session, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        catch
        {
            session?.Dispose();
            model?.Dispose();
            device.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Session.Dispose();
        Model.Dispose();
        device.Dispose();
    }

    // llama.cpp's warm-up: the tokens that begin and end texts, then an empty cache again.
    private static void WarmUp(LoadedModel model, InferenceSession session)
    {
        SpecialTokens special = model.Tokenizer.Vocabulary.Special;
        session.Evaluate([special.Bos ?? special.Eos ?? 0]);
        session.Truncate(0);
    }
}

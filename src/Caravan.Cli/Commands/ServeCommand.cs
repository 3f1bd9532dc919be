// "caravan serve": serves a model over HTTP, as llama-server does.
using System.Runtime.InteropServices;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Engine.Batching;
using Caravan.Gguf;
using Caravan.Models.Tokenizers;
using Caravan.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Caravan.Cli.Commands;

/// <summary>Serves OpenAI's and llama-server's APIs and a page.</summary>
internal sealed class ServeCommand : CliCommand
{
    // A step that still runs when the program is to end is left to end with the process.
    private static readonly TimeSpan LastStep = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    internal override string Name => "serve";

    /// <inheritdoc/>
    internal override string Summary => "serve a model over HTTP (llama-server)";

    /// <inheritdoc/>
    internal override string Usage => "-m MODEL [--host HOST] [--port PORT] [--api-key KEY] [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "Clients of OpenAI's API and of llama-server's use it as it is; a page for people is at /. "
        + "Sampling options are what requests get that say nothing. Ctrl-C ends it. "
        + "Example: caravan serve -m model.gguf --port 8080 -np 4";

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups
    {
        get
        {
            OptionGroup generation = new(
                "generation",
                [
                    GenerationOptions.Predict,
                    GenerationOptions.ReversePrompt,
                    GenerationOptions.Special,
                    GenerationOptions.WarmUp,
                    PromptOptions.Escape,
                ]
            );
            OptionGroup reasoning = new(
                "reasoning",
                [
                    ConversationOptions.ReasoningFormat,
                    ConversationOptions.Reasoning,
                    ConversationOptions.ReasoningBudget,
                    ConversationOptions.SkipParsing,
                ]
            );
            OptionGroup output = new("output", [OutputOptions.NoLog]);
            OptionGroup[] own =
            [
                ServeOptions.Group,
                ChatOptions.Group,
                reasoning,
                generation,
                output,
                ServeInertOptions.Group,
                ServeLaterOptions.Group,
            ];
            return
            [
                ModelOptions.GroupWithDownloads,
                ServeOptions.Group,
                ChatOptions.Group,
                reasoning,
                generation,
                SamplingOptions.Group,
                .. OptionGroups.Engine,
                output,
                ServeInertOptions.Group,
                ServeLaterOptions.Group,
                InertOptions.Group.Without(own),
                LaterOptions.Group.Without(own),
            ];
        }
    }

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        Log log = new(options.Get(OutputOptions.NoLog));
        WithoutEffect.Note(log, options);
        EngineSettings engine = EngineSettings.Read(options, log);
        ServeSettings settings = ServeSettings.Read(options, log);
        if (!File.Exists(engine.ModelPath))
        {
            // Says so before anything listens.
            GgufFile.Open(engine.ModelPath).Dispose();
        }

        using EndSignals signals = new();
        Serve(options, engine, settings, log, signals).GetAwaiter().GetResult();
        return signals.Signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Success;
    }

    // It listens before the model is there, as health checks expect it.
    private static async Task Serve(
        OptionValues options,
        EngineSettings engine,
        ServeSettings settings,
        Log log,
        EndSignals signals
    )
    {
        ILogger logger = options.Get(OutputOptions.NoLog)
            ? NullLogger.Instance
            : new LineLogger(options.Get(OutputOptions.Verbose));
        CaravanServer server = new(settings.Server, logger);
        await using (server.ConfigureAwait(false))
        {
            await server.Start(signals.Token).ConfigureAwait(false);
            if (server.IsExposed)
            {
                Log.Raw(ServeReport.Warning(settings.Server.Host));
            }

            StandardOutput.Open().Write(ServeReport.Listening(server.Addresses));
            try
            {
                await Run(options, engine, settings, server, log, signals).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
            {
                // The program was ended while it loaded the model.
            }
        }
    }

    private static async Task Run(
        OptionValues options,
        EngineSettings engine,
        ServeSettings settings,
        CaravanServer server,
        Log log,
        EndSignals signals
    )
    {
        EngineHost host = EngineHost.Load(
            engine,
            trained => ServeSizes.Read(options, trained).ForPlacement(trained),
            log,
            signals.Token
        );
        SchedulerOptions sizes = ServeSizes.Read(options, host.Model.Hyperparameters.ContextLength);
        LastStepLedger ledger = new(host.Ledger);
        InferenceScheduler scheduler = new(host.Model, sizes, ledger);
        ModelReport.Write(log, host.Model, SessionReport.Of(scheduler, sizes.Session), sizes.Session, host.Device);
        if (engine.WarmUp)
        {
            await WarmUp(host.Model, scheduler, signals.Token).ConfigureAwait(false);
        }

        server.Serve(
            new ServedModel(
                host.Model,
                scheduler,
                new ServedModelOptions
                {
                    Names = settings.Names,
                    Path = engine.ModelPath,
                    Sampling = settings.Sampling,
                    MaximumTokens = settings.MaximumTokens,
                    StopStrings = [.. options.Get(GenerationOptions.ReversePrompt)],
                    Templates = ChatTemplateReader.Read(options, host.Model, log),
                    TemplateArguments = options.Get(ChatOptions.TemplateArguments),
                    Reasoning = settings.Reasoning,
                    EnablesThinking = settings.EnablesThinking,
                    ReusesPrefixes = options.Get(ServeOptions.CachePrompt),
                    PingInterval = settings.PingInterval,
                    RendersSpecial = options.Get(GenerationOptions.Special),
                    Ledger = ledger,
                }
            )
        );
        log.Info($"serving {settings.Names[0]}: {sizes.Slots} slots of {scheduler.ContextLength} tokens");
        signals.Wait();
        await server.Stop().ConfigureAwait(false);
        Task ending = Task.Run(scheduler.Dispose);
        if (await Task.WhenAny(ending, Task.Delay(LastStep)).ConfigureAwait(false) == ending)
        {
            host.Dispose();
        }
    }

    // The first request is not the one that waits for whatever is done once.
    private static async Task WarmUp(LoadedModel model, InferenceScheduler scheduler, CancellationToken cancellation)
    {
        SpecialTokens special = model.Tokenizer.Vocabulary.Special;
        GenerationRequest request = new()
        {
            Prompt = new[] { special.Bos ?? special.Eos ?? 0 },
            MaximumTokens = 1,
            ReusePrefix = false,
        };
        if (scheduler.Submit(request, cancellation) is Submission.Accepted { Generation: var generation })
        {
            using (generation)
            {
                await generation.Completion.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }
}

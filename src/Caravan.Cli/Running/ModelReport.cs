// What is printed about a model and a session when they have been loaded.
using System.Globalization;
using System.Runtime.InteropServices;
using Caravan.Cli.Terminal;
using Caravan.Cpu;
using Caravan.Engine;
using Caravan.Models;
using Caravan.Tensors;

namespace Caravan.Cli.Running;

/// <summary>The lines that users of llama.cpp look for, fewer of them.</summary>
internal static class ModelReport
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Writes all lines.</summary>
    internal static void Write(
        Log log,
        LoadedModel model,
        SessionReport session,
        SessionOptions options,
        CpuDevice device
    )
    {
        ModelHyperparameters p = model.Hyperparameters;
        Meta("arch", p.Architecture);
        Meta("n_ctx_train", $"{p.ContextLength}");
        Meta("n_embd", $"{p.Width}");
        Meta("n_layer", $"{p.Layers}");
        Meta("n_head", $"{p.Heads} ({p.KeyValueHeads} for keys and values)");
        if (p.Experts is { } experts)
        {
            Meta("n_expert", $"{experts.Count} ({experts.Used} used)");
        }

        Meta("model params", Parameters(model.Parameters));
        Meta("model size", Invariant($"{model.FileBytes / Mebibyte:F2} MiB"));
        foreach (string warning in model.Tokenizer.Vocabulary.Warnings)
        {
            log.Note(warning);
        }

        if (session.ContextLength > p.ContextLength)
        {
            log.Note(
                $"the model was trained on {p.ContextLength} tokens of context only ({session.ContextLength} asked for)"
            );
        }

        if (model.Placement is { } placement)
        {
            foreach (string line in placement.OverrideLines)
            {
                log.Info(line);
            }

            foreach (string line in PlacementTable.Lines(placement))
            {
                log.Info(line);
            }

            PlacementNotes.Write(log, placement);
        }

        foreach (string notice in session.Notices)
        {
            log.Note(notice);
        }

        Context("n_ctx", $"{session.ContextLength}");
        Context("n_batch", $"{session.BatchSize}");
        Context("n_ubatch", $"{session.MicroBatchSize}");
        Context("flash_attn", options.FlashAttention ? "1" : "0");
        string types = $"K ({Name(options.KeyCacheType)}), V ({Name(options.ValueCacheType)})";
        Context("KV self size", Invariant($"{session.CacheBytes / Mebibyte:F2} MiB, {types}"));
        if (session.ComputeBytes is { } bytes)
        {
            Context("CPU compute buffer size", Invariant($"{bytes / Mebibyte:F2} MiB"));
        }

        log.Info(
            $"system_info: n_threads = {device.Threads} (n_threads_batch = {device.BatchThreads}) / {Environment.ProcessorCount} | {device.Info.Description} | "
                + $"{CpuFeatures.Names} | {RuntimeInformation.FrameworkDescription}"
        );

        void Meta(string name, string value) => log.Info($"llm_load_print_meta: {name, -16} = {value}");
        void Context(string name, string value) => log.Info($"llama_new_context_with_model: {name, -10} = {value}");
    }

    /// <summary>A number of weights: <c>5.25 M</c>, <c>1.10 B</c>.</summary>
    internal static string Parameters(long count) =>
        count >= 1_000_000_000 ? Invariant($"{count / 1e9:F2} B")
        : count >= 1_000_000 ? Invariant($"{count / 1e6:F2} M")
        : Invariant($"{count / 1e3:F2} K");

    private static string Name(TensorType type) => TensorTypes.Get(type).Name.ToLowerInvariant();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

// Options that choose the model and how it is loaded.
using Caravan.Engine;

namespace Caravan.Cli.Options;

/// <summary>Which model, in llama.cpp's spellings.</summary>
internal static class ModelOptions
{
    internal static readonly ValueOption<string> Model = new(
        "-m --model",
        "FNAME",
        ValueParsers.Text,
        "",
        "GGUF file of the model; of a split model any of its files"
    )
    {
        Environment = "LLAMA_ARG_MODEL",
    };

    /// <summary>Options that name a model to download, which is refused only where no file is given.</summary>
    internal static readonly OptionDefinition[] Downloads =
    [
        Download("-hf -hfr --hf-repo", "REPO", "LLAMA_ARG_HF_REPO"),
        Download("-hff --hf-file", "FILE", "LLAMA_ARG_HF_FILE"),
        Download("-hft --hf-token", "TOKEN", null),
        Download("-mu --model-url", "URL", "LLAMA_ARG_MODEL_URL"),
        Download("-dr --docker-repo", "REPO", "LLAMA_ARG_DOCKER_REPO"),
    ];

    internal static readonly FlagOption Mapped = new("--mmap", $"the same as --load-mode {LoadModes.Mapped}")
    {
        Environment = "LLAMA_ARG_MMAP",
        NegativeNames = "--no-mmap",
    };

    internal static readonly FlagOption HugePages = new(
        "-thp --transparent-huge-pages",
        $"the same as --load-mode {LoadModes.Own}"
    );

    internal static readonly ValueOption<WeightMemory> LoadMode = new(
        "-lm --load-mode",
        "MODE",
        LoadModes.Read,
        WeightMemory.Automatic,
        $"mmap: {LoadModes.MappedHelp}; none: {LoadModes.OwnHelp} (default: auto, {LoadModes.AutomaticHelp})"
    )
    {
        Environment = "LLAMA_ARG_LOAD_MODE",
        Words = LoadModes.Words,
    };

    internal static readonly OptionGroup Group = new("model", [Model, LoadMode, Mapped, HugePages]);

    /// <summary>The model for commands that take the lines of llama.cpp's programs.</summary>
    internal static readonly OptionGroup GroupWithDownloads = new(
        "model",
        [Model, LoadMode, Mapped, HugePages, .. Downloads]
    );

    /// <summary>Where the user wants the weights.</summary>
    internal static WeightMemory Memory(OptionValues values)
    {
        // The last on the command line wins, as in llama.cpp; the environment counts where that says nothing.
        OptionDefinition? chosen =
            values.LastOf(LoadMode, HugePages, Mapped)
            ?? new OptionDefinition[] { LoadMode, HugePages, Mapped }.FirstOrDefault(values.Has);
        return chosen == LoadMode ? values.Get(LoadMode)
            : chosen == HugePages ? (values.Get(HugePages) ? WeightMemory.Own : WeightMemory.Automatic)
            : chosen is null ? WeightMemory.Automatic
            : values.Get(Mapped) ? WeightMemory.Mapped
            : WeightMemory.Own;
    }

    /// <summary>Why there is no model to open, for whoever gave no file.</summary>
    internal static string WhyMissing(OptionValues values) =>
        Downloads.FirstOrDefault(values.Has) is { } download
            ? $"{values.SpellingOf(download)}: models are not downloaded in this version; name a GGUF file with -m"
            : "no model: name a GGUF file with -m";

    private static ValueOption<string> Download(string names, string placeholder, string? variable) =>
        new(names, placeholder, ValueParsers.Text, "", "models are not downloaded in this version; give a file with -m")
        {
            Environment = variable,
        };
}

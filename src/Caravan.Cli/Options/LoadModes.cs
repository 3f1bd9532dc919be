// The words of --load-mode.
using Caravan.Engine;

namespace Caravan.Cli.Options;

/// <summary>llama.cpp's words for how a model is loaded, and what they mean here.</summary>
internal static class LoadModes
{
    internal const string Automatic = "auto";
    internal const string Mapped = "mmap";
    internal const string Own = "none";
    internal const string MappedHelp = "use the file in place";
    internal const string OwnHelp = "read it into memory of huge pages, from which generation is faster";
    internal const string AutomaticHelp =
        "none where huge pages are offered and half of the free memory holds the model, else mmap";

    /// <summary>All words. Locked and directly read models are read into memory.</summary>
    internal static readonly string[] Words = [Automatic, Mapped, Own, "mlock", "mmap+mlock", "dio"];

    /// <summary>The word for where weights lie.</summary>
    internal static string NameOf(WeightMemory memory) =>
        memory switch
        {
            WeightMemory.Mapped => Mapped,
            WeightMemory.Own => Own,
            _ => Automatic,
        };

    /// <summary>The meaning of a word, or of a switch for mapping.</summary>
    /// <exception cref="FormatException">The word is not known.</exception>
    internal static WeightMemory Read(string text) =>
        text switch
        {
            Automatic => WeightMemory.Automatic,
            Mapped or "mmap+mlock" => WeightMemory.Mapped,
            Own or "mlock" or "dio" => WeightMemory.Own,
            _ when ValueParsers.SwitchWords.Contains(text, StringComparer.OrdinalIgnoreCase) => ValueParsers.Switch(
                text
            )
                ? WeightMemory.Mapped
                : WeightMemory.Own,
            _ => throw new FormatException($"'{text}' is none of {string.Join(", ", Words)}"),
        };
}

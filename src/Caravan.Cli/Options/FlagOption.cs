// An option that is on or off.
namespace Caravan.Cli.Options;

/// <summary>A switch; given several times, the last one counts.</summary>
internal sealed class FlagOption(string names, string help, bool fallback = false) : OptionDefinition(names, null, help)
{
    private static readonly string[] OffWords = ["", Off, "0", "false", "disabled"];

    /// <summary>The value where the command line says nothing.</summary>
    internal bool Fallback { get; } = fallback;

    /// <summary>True where other programs only ask whether the variable is there, so that any word but "off" means on.</summary>
    internal bool TakesAnyWordForOn { get; init; }

    /// <inheritdoc/>
    internal override object Parse(IReadOnlyList<string> texts) =>
        TakesAnyWordForOn
            ? !OffWords.Contains(texts[^1], StringComparer.OrdinalIgnoreCase)
            : ValueParsers.Switch(texts[^1]);
}

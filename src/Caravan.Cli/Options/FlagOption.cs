// An option that is on or off.
namespace Caravan.Cli.Options;

/// <summary>A switch; given several times, the last one counts.</summary>
internal sealed class FlagOption(string names, string help, bool fallback = false) : OptionDefinition(names, null, help)
{
    /// <summary>The value where the command line says nothing.</summary>
    internal bool Fallback { get; } = fallback;

    /// <inheritdoc/>
    internal override object Parse(IReadOnlyList<string> texts) => ValueParsers.Switch(texts[^1]);
}

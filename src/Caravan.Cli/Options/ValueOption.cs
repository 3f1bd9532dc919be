// An option with a value.
namespace Caravan.Cli.Options;

/// <summary>An option with a value; given several times, the last one counts.</summary>
internal sealed class ValueOption<T>(string names, string placeholder, Func<string, T> parse, T fallback, string help)
    : OptionDefinition(names, placeholder, help)
{
    /// <summary>The value where the command line says nothing.</summary>
    internal T Fallback { get; } = fallback;

    /// <inheritdoc/>
    internal override object Parse(IReadOnlyList<string> texts) => parse(texts[^1])!;
}

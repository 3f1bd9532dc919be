// An option that may be given several times, each adding to a list.
namespace Caravan.Cli.Options;

/// <summary>An option whose values are all kept, in order.</summary>
internal sealed class ListOption<T>(string names, string placeholder, Func<string, T> parse, string help)
    : OptionDefinition(names, placeholder, help)
{
    /// <inheritdoc/>
    internal override object Parse(IReadOnlyList<string> texts) => texts.Select(parse).ToArray();
}

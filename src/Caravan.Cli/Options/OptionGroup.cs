// Options under one heading of --help.
namespace Caravan.Cli.Options;

/// <summary>A family of options.</summary>
internal sealed record OptionGroup(string Title, IReadOnlyList<OptionDefinition> Options);

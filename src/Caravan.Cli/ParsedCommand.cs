// A command line that was read.
using Caravan.Cli.Options;

namespace Caravan.Cli;

/// <summary>What a command was given.</summary>
/// <param name="Options">Its options.</param>
/// <param name="Arguments">Arguments that are no options.</param>
internal sealed record ParsedCommand(OptionValues Options, IReadOnlyList<string> Arguments);

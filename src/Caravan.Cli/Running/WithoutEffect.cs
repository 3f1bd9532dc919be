// Says which options of a command line changed nothing.
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;

namespace Caravan.Cli.Running;

/// <summary>Names options that were accepted and have nothing to do here, so that none is swallowed.</summary>
internal static class WithoutEffect
{
    /// <summary>Writes a line for each of them, with the reason.</summary>
    internal static void Note(Log log, OptionValues values)
    {
        foreach ((string name, string reason) in values.WithoutEffect)
        {
            log.Note($"{name} changes nothing here: {reason}");
        }
    }
}

// Says which options of a command line changed nothing.
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;

namespace Caravan.Cli.Running;

/// <summary>Names options that were accepted and have nothing to do here, so that none is swallowed.</summary>
internal static class WithoutEffect
{
    /// <summary>Writes one line if there are any.</summary>
    internal static void Note(Log log, OptionValues values)
    {
        if (values.WithoutEffect.Count > 0)
        {
            log.Note($"without effect in this version (see --help): {string.Join(", ", values.WithoutEffect)}");
        }
    }
}

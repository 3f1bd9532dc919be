// The program's exit codes.
namespace Caravan.Cli;

/// <summary>What the program returns to its caller.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    internal const int Success = 0;

    /// <summary>The work could not be done; one line on standard error says why.</summary>
    internal const int Failure = 1;

    /// <summary>The command line was wrong.</summary>
    internal const int Usage = 2;

    /// <summary>Ended by Ctrl-C: 128 + SIGINT, as shells count.</summary>
    internal const int Interrupted = 130;

    /// <summary>Nobody reads standard output any more: 128 + SIGPIPE, as shells count.</summary>
    internal const int OutputClosed = 141;
}

// Starts the running program once more, as another process.
using System.Diagnostics;

namespace Caravan.Cli.Running;

/// <summary>How to start this very program.</summary>
internal static class OwnProgram
{
    private const string SharedHost = "dotnet";

    /// <summary>What starts the program with other arguments, also where it runs as <c>dotnet caravan.dll</c>.</summary>
    /// <exception cref="IOException">The system does not say which file this process runs.</exception>
    internal static ProcessStartInfo Start(params ReadOnlySpan<string> arguments)
    {
        string file =
            Environment.ProcessPath ?? throw new IOException("the system does not say which file this process runs");
        bool isShared = Path.GetFileNameWithoutExtension(file).Equals(SharedHost, StringComparison.OrdinalIgnoreCase);
        string[] all = isShared ? [Environment.GetCommandLineArgs()[0], .. arguments] : [.. arguments];
        return new ProcessStartInfo(file, all);
    }
}

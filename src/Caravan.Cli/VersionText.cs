// What --version prints.
using System.Reflection;
using System.Runtime.InteropServices;

namespace Caravan.Cli;

/// <summary>The program's version.</summary>
internal static class VersionText
{
    /// <summary>The version number.</summary>
    internal static string Number { get; } = typeof(VersionText).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The version as one number, in which later versions are larger.</summary>
    internal static int BuildNumber { get; } =
        typeof(VersionText).Assembly.GetName().Version is { } version
            ? (version.Major * 10_000) + (version.Minor * 100) + version.Build
            : 0;

    /// <summary>The beginning of the commit that was built; "unknown" outside a repository.</summary>
    internal static string Commit { get; } =
        typeof(VersionText)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')
            .ElementAtOrDefault(1)
            is { Length: > 0 } commit
            ? commit[..Math.Min(commit.Length, CommitDigits)]
            : Unknown;

    private const int CommitDigits = 9;
    private const string Unknown = "unknown";

    /// <summary>Two lines in the form of llama.cpp's.</summary>
    internal static string Get()
    {
        string source = Commit == Unknown ? "" : $" ({Commit})";
        return $"version: caravan {Number}{source}\nbuilt with {RuntimeInformation.FrameworkDescription} for {RuntimeInformation.RuntimeIdentifier}\n";
    }
}

// What --version prints.
using System.Reflection;
using System.Runtime.InteropServices;

namespace Caravan.Cli;

/// <summary>The program's version.</summary>
internal static class VersionText
{
    /// <summary>The version number.</summary>
    internal static string Number { get; } = typeof(VersionText).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Two lines in the form of llama.cpp's.</summary>
    internal static string Get()
    {
        string source = typeof(VersionText)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')
            .ElementAtOrDefault(1)
            is { Length: > 0 } commit
            ? $" ({commit[..Math.Min(commit.Length, 9)]})"
            : "";
        return $"version: caravan {Number}{source}\nbuilt with {RuntimeInformation.FrameworkDescription} for {RuntimeInformation.RuntimeIdentifier}\n";
    }
}

// The name that the program was called by, which may be that of a link.
namespace Caravan.Cli.Terminal;

/// <summary>Finds the name in <c>argv[0]</c>.</summary>
internal static class ProgramName
{
    private const string OwnCommandLine = "/proc/self/cmdline";

    /// <summary>The name without folders and without <c>.exe</c>.</summary>
    internal static string Read() => NameOf(FirstArgument() ?? Environment.ProcessPath ?? "caravan");

    /// <summary>The last part of a path without <c>.exe</c>.</summary>
    internal static string NameOf(string path)
    {
        string name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
    }

    // .NET replaces argv[0] by the path of the assembly and resolves links in ProcessPath; Linux keeps the original. Windows
    // reports the link itself as ProcessPath. Elsewhere a link's name is lost, and the commands' own names remain.
    private static string? FirstArgument()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            ReadOnlySpan<byte> all = File.ReadAllBytes(OwnCommandLine);
            int end = all.IndexOf((byte)0);
            return end > 0 ? System.Text.Encoding.UTF8.GetString(all[..end]) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

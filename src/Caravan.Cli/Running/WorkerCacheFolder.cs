// Where a worker keeps weights: the folder that rpc-server would use.
namespace Caravan.Cli.Running;

/// <summary>Finds the cache's folder as llama.cpp and ik_llama.cpp do, so that what they have stored is found.</summary>
internal static class WorkerCacheFolder
{
    private const string Own = "rpc";
    private const string Program = "llama.cpp";

    /// <summary>
    /// <c>$LLAMA_CACHE/rpc</c>; else <c>llama.cpp/rpc</c> in the folder that the system keeps caches in, on Linux
    /// <c>$XDG_CACHE_HOME</c> or <c>~/.cache</c>.
    /// </summary>
    /// <param name="environment">Reads environment variables; an empty one counts as missing.</param>
    /// <exception cref="UsageException">No variable says where caches are.</exception>
    internal static string Find(Func<string, string?> environment)
    {
        string? Value(string name) => environment(name) is { Length: > 0 } value ? value : null;
        string? InHome(params string[] parts) => Value("HOME") is { } home ? Path.Combine([home, .. parts]) : null;

        if (Value("LLAMA_CACHE") is { } chosen)
        {
            return Path.Combine(chosen, Own);
        }

        string? caches =
            OperatingSystem.IsWindows() ? Value("LOCALAPPDATA")
            : OperatingSystem.IsMacOS() ? InHome("Library", "Caches")
            : Value("XDG_CACHE_HOME") ?? InHome(".cache");
        return caches is not null
            ? Path.Combine(caches, Program, Own)
            : throw new UsageException("no place for the cache: name a folder in LLAMA_CACHE");
    }
}

// Finds llama.cpp's libraries.
namespace Caravan.Benchmarks.Llama;

/// <summary>The folder of llama.cpp's libraries.</summary>
internal static class LlamaFolder
{
    internal const string BaseFile = "libggml-base.so";

    /// <summary>
    /// The folder that CARAVAN_ORACLE names, else <c>.oracle/package/bins/linux-x64</c> of the repository this program was
    /// built in.
    /// </summary>
    /// <exception cref="BenchmarkException">There are no libraries.</exception>
    internal static string Find()
    {
        string? configured = Environment.GetEnvironmentVariable("CARAVAN_ORACLE");
        string? folder = string.IsNullOrEmpty(configured) ? FindInRepository() : Path.GetFullPath(configured);
        return folder is not null && File.Exists(Path.Combine(folder, BaseFile))
            ? folder
            : throw new BenchmarkException(
                $"llama.cpp's libraries are not in {folder ?? ".oracle"}: set CARAVAN_ORACLE to the folder of {BaseFile}, "
                    + "or unpack the npm package @node-llama-cpp/linux-x64 3.22.1 into .oracle"
            );
    }

    private static string? FindInRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Caravan.slnx")))
            {
                return Path.Combine(folder.FullName, ".oracle", "package", "bins", "linux-x64");
            }
        }

        return null;
    }
}

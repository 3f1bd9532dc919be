// Loads llama.cpp's own libraries, so that tests can ask them for expected values.
using System.Runtime.InteropServices;
using Caravan.TestSupport;

namespace Caravan.Oracle.Tests;

/// <summary>
/// The native libraries of the npm package <c>@node-llama-cpp/linux-x64</c> 3.22.1 (llama.cpp v0.5.0), from the folder that
/// CARAVAN_ORACLE names or from <c>.oracle/package/bins/linux-x64</c> in the repository.
/// </summary>
public sealed class OracleLibrary
{
    private const string BaseFile = "libggml-base.so";

    private static readonly Lazy<OracleLibrary?> Loaded = new(() =>
        FindFolder() is string folder ? new OracleLibrary(folder) : null
    );

    private OracleLibrary(string folder)
    {
        Folder = folder;
        GgmlBase = Load(BaseFile);
    }

    /// <summary>The folder of the libraries.</summary>
    public string Folder { get; }

    /// <summary>Handle of <c>libggml-base.so</c>: types, quantizers, graphs, GGUF.</summary>
    public nint GgmlBase { get; }

    /// <summary>The libraries; skips the calling test, with the reason, where there are none.</summary>
    public static OracleLibrary Require()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "llama.cpp's libraries are at hand for linux-x64 only"
        );
        Assert.SkipWhen(
            Loaded.Value is null,
            "llama.cpp's libraries are missing: set CARAVAN_ORACLE to the folder of libggml-base.so, "
                + "or unpack the npm package @node-llama-cpp/linux-x64 3.22.1 into .oracle"
        );
        return Loaded.Value!;
    }

    /// <summary>Loads a sibling, such as <c>libggml-cpu-haswell.so</c> or <c>libllama.v0.5.0.so</c>.</summary>
    /// <exception cref="DllNotFoundException">There is no such library, or one that it needs is not loaded.</exception>
    public nint Load(string fileName) => NativeLibrary.Load(Path.Combine(Folder, fileName));

    /// <summary>The address of a function of <c>libggml-base.so</c>.</summary>
    /// <exception cref="EntryPointNotFoundException">It has no function of this name.</exception>
    public nint Export(string name) => NativeLibrary.GetExport(GgmlBase, name);

    private static string? FindFolder()
    {
        string? configured = Environment.GetEnvironmentVariable("CARAVAN_ORACLE");
        if (!string.IsNullOrEmpty(configured))
        {
            return File.Exists(Path.Combine(configured, BaseFile))
                ? Path.GetFullPath(configured)
                : throw new FileNotFoundException($"CARAVAN_ORACLE names {configured}, where there is no {BaseFile}");
        }

        string? root = RepositoryRoot.TryFind();
        string? folder = root is null ? null : Path.Combine(root, ".oracle", "package", "bins", "linux-x64");
        return folder is not null && File.Exists(Path.Combine(folder, BaseFile)) ? folder : null;
    }
}

// Loads llama.cpp's libraries and finds their functions.
using System.Runtime.InteropServices;
using Caravan.TestSupport;

namespace Caravan.Oracle.Tests.Sampling;

/// <summary>llama.cpp's library, loaded once from CARAVAN_ORACLE or .oracle/package/bins/linux-x64.</summary>
internal static unsafe class LlamaLibrary
{
    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>The address of an exported function; skips the calling test where the library is missing.</summary>
    public static nint Export(string name)
    {
        Assert.SkipWhen(Handle.Value == 0, "llama.cpp's library is missing: set CARAVAN_ORACLE to its folder");
        return NativeLibrary.GetExport(Handle.Value, name);
    }

    private static nint Load()
    {
        string folder =
            Environment.GetEnvironmentVariable("CARAVAN_ORACLE")
            ?? RepositoryRoot.PathTo(Path.Combine(".oracle", "package", "bins", "linux-x64"));
        string path = Path.Combine(folder, "libllama.v0.5.0.so");
        if (!File.Exists(path))
        {
            return 0;
        }

        nint llama = NativeLibrary.Load(path);
        nint name = Marshal.StringToCoTaskMemUTF8(folder);
        ((delegate* unmanaged<nint, void>)NativeLibrary.GetExport(llama, "ggml_backend_load_all_from_path"))(name);
        Marshal.FreeCoTaskMem(name);
        ((delegate* unmanaged<nint, nint, void>)NativeLibrary.GetExport(llama, "llama_log_set"))(
            (nint)(delegate* unmanaged<int, nint, nint, void>)&Discard,
            0
        );
        return llama;
    }

    [UnmanagedCallersOnly]
    private static void Discard(int level, nint text, nint data) { }
}

// llama.cpp's main library, ready to load models.
using System.Runtime.InteropServices;

namespace Caravan.Oracle.Tests.Sampling;

/// <summary>libllama, quiet and with its CPU backend.</summary>
internal static unsafe class LlamaLibrary
{
    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>The address of an exported function; skips the calling test where the library is missing.</summary>
    public static nint Export(string name)
    {
        OracleLibrary.Require();
        return NativeLibrary.GetExport(Handle.Value, name);
    }

    private static nint Load()
    {
        OracleLibrary library = OracleLibrary.Require();
        nint llama = library.Load("libllama.v0.5.0.so");
        ((delegate* unmanaged<nint, nint, void>)NativeLibrary.GetExport(llama, "llama_log_set"))(
            (nint)(delegate* unmanaged<int, nint, nint, void>)&Discard,
            0
        );
        nint folder = Marshal.StringToCoTaskMemUTF8(library.Folder);
        ((delegate* unmanaged<nint, void>)NativeLibrary.GetExport(llama, "ggml_backend_load_all_from_path"))(folder);
        Marshal.FreeCoTaskMem(folder);
        return llama;
    }

    [UnmanagedCallersOnly]
    private static void Discard(int level, nint text, nint data) { }
}

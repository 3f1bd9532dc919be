// ggml_init_params.
using System.Runtime.InteropServices;

namespace Caravan.Cli.Benchmarks.Ggml;

/// <summary>What a context is made with.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GgmlContextParameters
{
    /// <summary>Bytes for tensors and graphs.</summary>
    internal nuint Bytes;

    /// <summary>Memory of the caller's; null for the context's own.</summary>
    internal nint Memory;

    /// <summary>Not 0: contents of tensors lie elsewhere.</summary>
    internal byte HasNoContents;
}

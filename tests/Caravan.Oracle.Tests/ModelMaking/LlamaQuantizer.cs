// llama.cpp's own quantizer of models.
using System.Runtime.InteropServices;
using Caravan.Engine;
using Caravan.Oracle.Tests.Sampling;

namespace Caravan.Oracle.Tests.ModelMaking;

internal static unsafe class LlamaQuantizer
{
    /// <summary>Quantizes a file as llama-quantize does.</summary>
    internal static void Quantize(string input, string output, ModelFileType type)
    {
        nint from = Marshal.StringToCoTaskMemUTF8(input);
        nint to = Marshal.StringToCoTaskMemUTF8(output);
        try
        {
            Parameters parameters = (
                (delegate* unmanaged<Parameters>)LlamaLibrary.Export("llama_model_quantize_default_params")
            )();
            parameters.Threads = 1;
            parameters.FileType = (int)type;
            uint result = (
                (delegate* unmanaged<nint, nint, Parameters*, uint>)LlamaLibrary.Export("llama_model_quantize")
            )(from, to, &parameters);
            Assert.Equal(0u, result);
        }
        finally
        {
            Marshal.FreeCoTaskMem(from);
            Marshal.FreeCoTaskMem(to);
        }
    }

    // llama_model_quantize_params of llama.cpp v0.5.0: room to spare, since only its head is changed.
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Parameters
    {
        public int Threads;
        public int FileType;
    }
}

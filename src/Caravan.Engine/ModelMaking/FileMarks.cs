// Writes into a file's metadata what its types are.
using Caravan.Gguf;

namespace Caravan.Engine.ModelMaking;

internal static class FileMarks
{
    // The block layouts of 2023 on (GGML_QNT_VERSION).
    private const uint QuantizationVersion = 2;

    /// <summary>Sets the keys that llama-quantize sets.</summary>
    internal static void Set(GgufWriter writer, QuantizationMix mix)
    {
        writer.Set("general.quantization_version", QuantizationVersion);
        writer.Set("general.file_type", (uint)mix.FileType);
    }
}

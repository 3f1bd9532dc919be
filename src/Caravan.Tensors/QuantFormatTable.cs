// The table of all quantized formats: one line a type.
using Caravan.Tensors.Formats;

namespace Caravan.Tensors;

internal static class QuantFormatTable
{
    internal static readonly QuantFormat[] All =
    [
        // ggml
        new Q4_0Format(),
        new Q8_0Format(),
        // ik_llama.cpp
    ];
}

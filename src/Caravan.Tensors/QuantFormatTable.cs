// The table of all quantized formats: one line a type.
using Caravan.Tensors.Formats;

namespace Caravan.Tensors;

internal static class QuantFormatTable
{
    internal static readonly QuantFormat[] All =
    [
        // ggml
        new Q4_0Format(),
        new Q4_1Format(),
        new Q5_0Format(),
        new Q5_1Format(),
        new Q8_0Format(),
        new Q8_1Format(),
        new Q2_KFormat(),
        new Q3_KFormat(),
        new Q4_KFormat(),
        new Q5_KFormat(),
        new Q6_KFormat(),
        new Q8_KFormat(),
        new IQ2_XXSFormat(),
        new IQ2_XSFormat(),
        new IQ3_XXSFormat(),
        new IQ1_SFormat(),
        new IQ4_NLFormat(),
        new IQ3_SFormat(),
        new IQ2_SFormat(),
        new IQ4_XSFormat(),
        new IQ1_MFormat(),
        new TQ1_0Format(),
        new TQ2_0Format(),
        new MXFP4Format(),
        new NVFP4Format(),
        new Q1_0Format(),
        new Q2_0Format(),
        // ik_llama.cpp
    ];
}

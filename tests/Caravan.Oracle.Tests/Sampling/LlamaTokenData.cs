// The memory layout of one of llama.cpp's candidates.
using System.Runtime.InteropServices;

namespace Caravan.Oracle.Tests.Sampling;

/// <summary>llama_token_data.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LlamaTokenData
{
    public int Token;
    public float Logit;
    public float Probability;
}

// The memory layout of llama.cpp's list of candidates.
using System.Runtime.InteropServices;

namespace Caravan.Oracle.Tests.Sampling;

/// <summary>llama_token_data_array.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaTokenDataArray
{
    public LlamaTokenData* Data;
    public nuint Size;
    public long Selected;
    public byte Sorted;
}

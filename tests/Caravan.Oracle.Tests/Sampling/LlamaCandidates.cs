// A list of candidates in the layout of llama.cpp.
using System.Runtime.InteropServices;

namespace Caravan.Oracle.Tests.Sampling;

/// <summary>One logit for each token id from 0, in native memory.</summary>
internal sealed unsafe class LlamaCandidates : IDisposable
{
    private readonly LlamaTokenData* _memory;

    public LlamaCandidates(ReadOnlySpan<float> logits)
    {
        _memory = (LlamaTokenData*)NativeMemory.Alloc((nuint)logits.Length, (nuint)sizeof(LlamaTokenData));
        for (int i = 0; i < logits.Length; i++)
        {
            _memory[i] = new LlamaTokenData { Token = i, Logit = logits[i] };
        }

        Array = (LlamaTokenDataArray*)NativeMemory.AllocZeroed((nuint)sizeof(LlamaTokenDataArray));
        *Array = new LlamaTokenDataArray
        {
            Data = _memory,
            Size = (nuint)logits.Length,
            Selected = -1,
        };
    }

    public LlamaTokenDataArray* Array { get; }

    /// <summary>The candidates that are left; samplers move the start.</summary>
    public ReadOnlySpan<LlamaTokenData> Data => new(Array->Data, (int)Array->Size);

    public int SelectedIndex => (int)Array->Selected;

    public bool IsSorted => Array->Sorted != 0;

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        NativeMemory.Free(Array);
    }
}

// llama.cpp's llama_context_params, as far as a comparison sets them.
using System.Runtime.InteropServices;

namespace Caravan.Benchmarks.Llama;

/// <summary>
/// llama_context_params of version 0.5.0: 160 bytes, passed by value. Offsets are those of its defaults, checked by what
/// a context says of itself.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 160)]
internal struct LlamaContextParameters
{
    [FieldOffset(0)]
    internal uint ContextLength;

    [FieldOffset(4)]
    internal uint BatchSize;

    [FieldOffset(8)]
    internal uint MicroBatchSize;

    [FieldOffset(28)]
    internal int Threads;

    [FieldOffset(32)]
    internal int BatchThreads;

    [FieldOffset(52)]
    internal int FlashAttention;

    [FieldOffset(104)]
    internal int KeyCacheType;

    [FieldOffset(108)]
    internal int ValueCacheType;
}

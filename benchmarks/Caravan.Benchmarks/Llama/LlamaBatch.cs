// llama.cpp's llama_batch, as an opaque value.
using System.Runtime.InteropServices;

namespace Caravan.Benchmarks.Llama;

/// <summary>llama_batch: 56 bytes, passed by value; made by llama_batch_get_one.</summary>
[StructLayout(LayoutKind.Sequential, Size = 56)]
internal struct LlamaBatch;

// llama.cpp's llama_model_params, as an opaque value.
using System.Runtime.InteropServices;

namespace Caravan.Benchmarks.Llama;

/// <summary>llama_model_params of version 0.5.0: 80 bytes, passed by value; its defaults map the file and repack weights.</summary>
[StructLayout(LayoutKind.Sequential, Size = 80)]
internal struct LlamaModelParameters;

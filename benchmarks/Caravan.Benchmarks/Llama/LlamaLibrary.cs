// llama.cpp's published libraries, called through function pointers.
using System.Runtime.InteropServices;

namespace Caravan.Benchmarks.Llama;

/// <summary>
/// libllama v0.5.0 of the npm package <c>@node-llama-cpp/linux-x64</c> 3.22.1, with the CPU library that ggml itself finds
/// best for this processor.
/// </summary>
internal sealed unsafe class LlamaLibrary
{
    private const int CpuDeviceType = 0;

    // ggml_threadpool_params: a mask of 512 processors and five words; room to spare.
    private const int ThreadParameterBytes = 1024;

    private static LlamaLog? current;
    private readonly nint llama;

    /// <summary>Loads the libraries.</summary>
    /// <exception cref="BenchmarkException">They are not there.</exception>
    internal LlamaLibrary()
    {
        string folder = LlamaFolder.Find();
        NativeLibrary.Load(Path.Combine(folder, LlamaFolder.BaseFile));
        llama = NativeLibrary.Load(Path.Combine(folder, "libllama.v0.5.0.so"));
        current = Log;
        ((delegate* unmanaged<nint, nint, void>)Export("llama_log_set"))(
            (nint)(delegate* unmanaged<int, byte*, nint, void>)&Receive,
            0
        );
        nint path = Marshal.StringToCoTaskMemUTF8(folder);
        ((delegate* unmanaged<nint, void>)Export("ggml_backend_load_all_from_path"))(path);
        Marshal.FreeCoTaskMem(path);
        ((delegate* unmanaged<void>)Export("llama_backend_init"))();
    }

    /// <summary>What llama.cpp logged.</summary>
    internal LlamaLog Log { get; } = new();

    /// <summary>Version that the library states.</summary>
    internal string Version =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)Export("llama_version"))()) ?? "unknown";

    /// <summary>Loads a model.</summary>
    /// <exception cref="BenchmarkException">llama.cpp refuses it.</exception>
    internal nint LoadModel(string path)
    {
        LlamaModelParameters parameters = (
            (delegate* unmanaged<LlamaModelParameters>)Export("llama_model_default_params")
        )();
        nint name = Marshal.StringToCoTaskMemUTF8(path);
        nint model = ((delegate* unmanaged<nint, LlamaModelParameters, nint>)Export("llama_model_load_from_file"))(
            name,
            parameters
        );
        Marshal.FreeCoTaskMem(name);
        return model != 0 ? model : throw new BenchmarkException($"llama.cpp does not load {path}:\n{Log.Text}");
    }

    /// <summary>The library's default context parameters.</summary>
    internal LlamaContextParameters DefaultContextParameters() =>
        ((delegate* unmanaged<LlamaContextParameters>)Export("llama_context_default_params"))();

    /// <summary>Makes a context and checks that it took the parameters as they were meant.</summary>
    /// <exception cref="BenchmarkException">It cannot be made, or has other sizes than asked for.</exception>
    internal nint MakeContext(nint model, LlamaContextParameters parameters)
    {
        nint context = ((delegate* unmanaged<nint, LlamaContextParameters, nint>)Export("llama_init_from_model"))(
            model,
            parameters
        );
        if (context == 0)
        {
            throw new BenchmarkException($"llama.cpp makes no context:\n{Log.Text}");
        }

        Expect("llama_n_ctx", context, parameters.ContextLength);
        Expect("llama_n_batch", context, parameters.BatchSize);
        Expect("llama_n_ubatch", context, parameters.MicroBatchSize);
        Expect("llama_n_threads", context, (uint)parameters.Threads);
        Expect("llama_n_threads_batch", context, (uint)parameters.BatchThreads);
        return context;
    }

    /// <summary>Gives a context a lasting team of threads, as llama.cpp's own programs do.</summary>
    /// <exception cref="BenchmarkException">The CPU library has no such function or makes no team.</exception>
    internal void AttachThreads(nint context, int threads)
    {
        nint device = ((delegate* unmanaged<int, nint>)Export("ggml_backend_dev_by_type"))(CpuDeviceType);
        nint backend = ((delegate* unmanaged<nint, nint>)Export("ggml_backend_dev_backend_reg"))(device);
        nint name = Marshal.StringToCoTaskMemUTF8("ggml_threadpool_new");
        nint make = ((delegate* unmanaged<nint, nint, nint>)Export("ggml_backend_reg_get_proc_address"))(backend, name);
        Marshal.FreeCoTaskMem(name);
        if (make == 0)
        {
            throw new BenchmarkException($"llama.cpp's CPU library makes no threads:\n{Log.Text}");
        }

        byte* parameters = stackalloc byte[ThreadParameterBytes];
        ((delegate* unmanaged<byte*, int, void>)Export("ggml_threadpool_params_init"))(parameters, threads);
        nint team = ((delegate* unmanaged<byte*, nint>)make)(parameters);
        ((delegate* unmanaged<nint, nint, nint, void>)Export("llama_attach_threadpool"))(context, team, 0);
    }

    /// <summary>Tokens of a model's vocabulary.</summary>
    internal int VocabularySize(nint model)
    {
        nint vocabulary = ((delegate* unmanaged<nint, nint>)Export("llama_model_get_vocab"))(model);
        return ((delegate* unmanaged<nint, int>)Export("llama_vocab_n_tokens"))(vocabulary);
    }

    /// <summary>Appends tokens and computes the logits of the last one.</summary>
    /// <exception cref="BenchmarkException">llama_decode fails.</exception>
    internal void Decode(nint context, ReadOnlySpan<int> tokens)
    {
        fixed (int* first = tokens)
        {
            LlamaBatch batch = ((delegate* unmanaged<int*, int, LlamaBatch>)Export("llama_batch_get_one"))(
                first,
                tokens.Length
            );
            int result = ((delegate* unmanaged<nint, LlamaBatch, int>)Export("llama_decode"))(context, batch);
            if (result != 0)
            {
                throw new BenchmarkException($"llama_decode of {tokens.Length} tokens gave {result}:\n{Log.Text}");
            }
        }
    }

    /// <summary>Logits of the last token, one for each of the vocabulary; waits for them.</summary>
    internal float* LastLogits(nint context) =>
        ((delegate* unmanaged<nint, int, float*>)Export("llama_get_logits_ith"))(context, -1);

    /// <summary>Forgets all tokens.</summary>
    internal void ClearMemory(nint context)
    {
        nint memory = ((delegate* unmanaged<nint, nint>)Export("llama_get_memory"))(context);
        ((delegate* unmanaged<nint, byte, void>)Export("llama_memory_clear"))(memory, 0);
    }

    /// <summary>Frees a context and its model.</summary>
    internal void Free(nint model, nint context)
    {
        ((delegate* unmanaged<nint, void>)Export("llama_free"))(context);
        ((delegate* unmanaged<nint, void>)Export("llama_model_free"))(model);
    }

    private void Expect(string function, nint context, uint expected)
    {
        uint found = ((delegate* unmanaged<nint, uint>)Export(function))(context);
        if (found != expected)
        {
            throw new BenchmarkException(
                $"{function} says {found}, expected {expected}: another version of llama.cpp?"
            );
        }
    }

    private nint Export(string name) => NativeLibrary.GetExport(llama, name);

    [UnmanagedCallersOnly]
    private static void Receive(int level, byte* text, nint data) =>
        current?.Append(Marshal.PtrToStringUTF8((nint)text) ?? "");
}

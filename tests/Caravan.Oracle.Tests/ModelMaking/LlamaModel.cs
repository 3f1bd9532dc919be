// A model opened and run by llama.cpp itself.
using System.Runtime.InteropServices;
using Caravan.Oracle.Tests.Sampling;

namespace Caravan.Oracle.Tests.ModelMaking;

/// <summary>A model and a context of default parameters; used by one test alone.</summary>
internal sealed unsafe class LlamaModel : IDisposable
{
    private readonly nint model;
    private readonly nint context;

    /// <summary>Opens a file; fails the test when llama.cpp refuses it.</summary>
    internal LlamaModel(string path)
    {
        nint name = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            ModelParameters parameters = (
                (delegate* unmanaged<ModelParameters>)LlamaLibrary.Export("llama_model_default_params")
            )();
            model = (
                (delegate* unmanaged<nint, ModelParameters, nint>)LlamaLibrary.Export("llama_model_load_from_file")
            )(name, parameters);
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }

        Assert.True(model != 0, $"llama.cpp does not open {path}");
        ContextParameters contextParameters = (
            (delegate* unmanaged<ContextParameters>)LlamaLibrary.Export("llama_context_default_params")
        )();
        context = ((delegate* unmanaged<nint, ContextParameters, nint>)LlamaLibrary.Export("llama_init_from_model"))(
            model,
            contextParameters
        );
        Assert.True(context != 0, "llama.cpp makes no context");
        nint vocabulary = ((delegate* unmanaged<nint, nint>)LlamaLibrary.Export("llama_model_get_vocab"))(model);
        VocabularySize = ((delegate* unmanaged<nint, int>)LlamaLibrary.Export("llama_vocab_n_tokens"))(vocabulary);
    }

    /// <summary>Tokens of its vocabulary.</summary>
    internal int VocabularySize { get; }

    /// <summary>Decodes tokens and gives the logits after the last.</summary>
    internal float[] Decode(int[] tokens)
    {
        fixed (int* first = tokens)
        {
            Batch batch = ((delegate* unmanaged<int*, int, Batch>)LlamaLibrary.Export("llama_batch_get_one"))(
                first,
                tokens.Length
            );
            int result = ((delegate* unmanaged<nint, Batch, int>)LlamaLibrary.Export("llama_decode"))(context, batch);
            Assert.Equal(0, result);
        }

        float* logits = ((delegate* unmanaged<nint, int, float*>)LlamaLibrary.Export("llama_get_logits_ith"))(
            context,
            -1
        );
        return new ReadOnlySpan<float>(logits, VocabularySize).ToArray();
    }

    public void Dispose()
    {
        ((delegate* unmanaged<nint, void>)LlamaLibrary.Export("llama_free"))(context);
        ((delegate* unmanaged<nint, void>)LlamaLibrary.Export("llama_model_free"))(model);
    }

    // Sizes of llama.cpp v0.5.0's structures, which are passed through as they came.
    [StructLayout(LayoutKind.Sequential, Size = 80)]
    private struct ModelParameters
    {
        private nint first;
    }

    [StructLayout(LayoutKind.Sequential, Size = 160)]
    private struct ContextParameters
    {
        private nint first;
    }

    [StructLayout(LayoutKind.Sequential, Size = 56)]
    private struct Batch
    {
        private nint first;
    }
}

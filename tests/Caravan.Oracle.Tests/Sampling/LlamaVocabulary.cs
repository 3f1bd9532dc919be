// A vocabulary as llama.cpp reads it.
using System.Runtime.InteropServices;
using Caravan.Engine.Sampling;

namespace Caravan.Oracle.Tests.Sampling;

/// <summary>The vocabulary of a model that llama.cpp loaded; it tokenizes for both sides of a comparison.</summary>
internal sealed unsafe class LlamaVocabulary : ISamplingVocabulary
{
    private LlamaVocabulary(nint handle) => Handle = handle;

    public nint Handle { get; }

    public int Count => ((delegate* unmanaged<nint, int>)LlamaLibrary.Export("llama_vocab_n_tokens"))(Handle);

    /// <summary>Loads the vocabulary of a model file, without its weights.</summary>
    public static LlamaVocabulary Load(string path)
    {
        Parameters parameters = ((delegate* unmanaged<Parameters>)LlamaLibrary.Export("llama_model_default_params"))();
        parameters.VocabularyOnly = 1;
        nint name = Marshal.StringToCoTaskMemUTF8(path);
        nint model = ((delegate* unmanaged<nint, Parameters, nint>)LlamaLibrary.Export("llama_model_load_from_file"))(
            name,
            parameters
        );
        Marshal.FreeCoTaskMem(name);
        Assert.True(model != 0, $"llama.cpp does not load {path}");
        return new LlamaVocabulary(
            ((delegate* unmanaged<nint, nint>)LlamaLibrary.Export("llama_model_get_vocab"))(model)
        );
    }

    public bool IsEndOfGeneration(int token) =>
        ((delegate* unmanaged<nint, int, byte>)LlamaLibrary.Export("llama_vocab_is_eog"))(Handle, token) != 0;

    public byte[] GetText(int token)
    {
        byte[] text = new byte[512];
        fixed (byte* first = text)
        {
            int length = (
                (delegate* unmanaged<nint, int*, int, byte*, int, byte, byte, int>)
                    LlamaLibrary.Export("llama_detokenize")
            )(Handle, &token, 1, first, text.Length, 0, 1);
            return text[..length];
        }
    }

    public int[] Tokenize(ReadOnlySpan<byte> text)
    {
        int[] tokens = new int[text.Length + 8];
        fixed (byte* first = text)
        fixed (int* target = tokens)
        {
            int count = (
                (delegate* unmanaged<nint, byte*, int, int*, int, byte, byte, int>)LlamaLibrary.Export("llama_tokenize")
            )(Handle, first, text.Length, target, tokens.Length, 0, 0);
            return tokens[..count];
        }
    }

    /// <summary>llama_model_params of version 0.5.0.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private struct Parameters
    {
        [FieldOffset(0)]
        private readonly nint _devices;

        [FieldOffset(72)]
        public byte VocabularyOnly;
    }
}

// A vocabulary with the texts that llama.cpp's grammars see.
using Caravan.Engine.Sampling;

namespace Caravan.Oracle.Tests.Sampling;

/// <summary>Tokens read as llama_token_to_piece gives them, without the rules for the first token of a text.</summary>
internal sealed unsafe class LlamaPieces(LlamaVocabulary vocabulary) : ISamplingVocabulary
{
    public int Count => vocabulary.Count;

    public bool IsEndOfGeneration(int token) => vocabulary.IsEndOfGeneration(token);

    public bool IsControl(int token) =>
        ((delegate* unmanaged<nint, int, byte>)LlamaLibrary.Export("llama_vocab_is_control"))(vocabulary.Handle, token)
        != 0;

    public byte[] GetText(int token)
    {
        byte[] text = new byte[512];
        fixed (byte* first = text)
        {
            int length = (
                (delegate* unmanaged<nint, int, byte*, int, int, byte, int>)LlamaLibrary.Export("llama_token_to_piece")
            )(vocabulary.Handle, token, first, text.Length, 0, 1);
            return text[..length];
        }
    }

    public int[] Tokenize(ReadOnlySpan<byte> text) => vocabulary.Tokenize(text);
}

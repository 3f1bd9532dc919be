// The tokenizer algorithms that are supported.
namespace Caravan.Models.Tokenizers;

/// <summary>How a vocabulary makes tokens of text (tokenizer.ggml.model).</summary>
public enum TokenizerModel
{
    /// <summary>SentencePiece's BPE with scores and byte fallback ("llama").</summary>
    Spm,

    /// <summary>Byte-level BPE with ranked merges ("gpt2").</summary>
    Bpe,
}

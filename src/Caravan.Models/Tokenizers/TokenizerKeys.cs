// Metadata keys of vocabularies.
namespace Caravan.Models.Tokenizers;

/// <summary>Keys of a GGUF file that describe its tokenizer.</summary>
public static class TokenizerKeys
{
    /// <summary>Name of the algorithm: "llama", "gpt2", ...</summary>
    public const string Model = "tokenizer.ggml.model";

    /// <summary>Name of the pre-tokenizer of a "gpt2" vocabulary.</summary>
    public const string PreTokenizer = "tokenizer.ggml.pre";

    /// <summary>Texts of the tokens.</summary>
    public const string Tokens = "tokenizer.ggml.tokens";

    /// <summary>Scores of the tokens of a "llama" vocabulary.</summary>
    public const string Scores = "tokenizer.ggml.scores";

    /// <summary>Types of the tokens.</summary>
    public const string TokenTypes = "tokenizer.ggml.token_type";

    /// <summary>Merges of a "gpt2" vocabulary: two texts with a space between, best first.</summary>
    public const string Merges = "tokenizer.ggml.merges";

    /// <summary>Whether a beginning-of-sequence token is added.</summary>
    public const string AddBos = "tokenizer.ggml.add_bos_token";

    /// <summary>Whether an end-of-sequence token is added.</summary>
    public const string AddEos = "tokenizer.ggml.add_eos_token";

    /// <summary>Whether a space is put before the text.</summary>
    public const string AddSpacePrefix = "tokenizer.ggml.add_space_prefix";
}

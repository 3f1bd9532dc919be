// What the name of a pre-tokenizer implies.
namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>A pre-tokenizer and the defaults that llama.cpp ties to its name.</summary>
/// <param name="PreTokenizer">How text is cut.</param>
internal sealed record PreTokenizerProfile(PreTokenizer PreTokenizer)
{
    /// <summary>True when a piece that is a token as a whole is taken without merging.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Whether a beginning-of-sequence token is added where the file does not say.</summary>
    public bool AddBos { get; init; }

    /// <summary>True when there is no beginning-of-sequence token unless the file names one.</summary>
    public bool WithoutBos { get; init; }

    /// <summary>True when a vocabulary without merges is complete.</summary>
    public bool MergesOptional { get; init; }
}

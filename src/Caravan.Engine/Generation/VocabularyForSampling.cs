// Lets samplers ask a tokenizer what they need to know.
using Caravan.Engine.Sampling;
using Caravan.Models.Tokenizers;

namespace Caravan.Engine;

/// <summary>A model's tokenizer as samplers see it.</summary>
public sealed class VocabularyForSampling(LoadedModel model) : ISamplingVocabulary
{
    private readonly Tokenizer tokenizer = model.Tokenizer;

    /// <inheritdoc/>
    public int Count => model.Hyperparameters.VocabularySize;

    /// <inheritdoc/>
    /// <remarks>A model may have more logits than tokens with a text; those beyond end nothing.</remarks>
    public bool IsEndOfGeneration(int token) =>
        token < tokenizer.Vocabulary.Count && tokenizer.IsEndOfGeneration(token);

    /// <inheritdoc/>
    public bool IsControl(int token) =>
        token < tokenizer.Vocabulary.Count
        && (tokenizer.Vocabulary.Attributes(token) & (TokenAttributes.Control | TokenAttributes.Unknown)) != 0;

    /// <inheritdoc/>
    public byte[] GetText(int token) =>
        token < tokenizer.Vocabulary.Count ? tokenizer.TokenToPiece(token, renderSpecial: true).ToArray() : [];

    /// <inheritdoc/>
    public int[] Tokenize(ReadOnlySpan<byte> text)
    {
        List<int> tokens = [];
        tokenizer.Encode(text, addSpecial: false, parseSpecial: false, tokens);
        return [.. tokens];
    }
}

// Lets samplers ask a tokenizer what they need to know.
using Caravan.Engine.Sampling;
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>A tokenizer as samplers see it.</summary>
public sealed class VocabularyForSampling(LoadedModel model) : ISamplingVocabulary
{
    private readonly Tokenizer tokenizer = model.Tokenizer;

    /// <inheritdoc/>
    public int Count => model.Hyperparameters.VocabularySize;

    /// <inheritdoc/>
    public bool IsEndOfGeneration(int token) => tokenizer.IsEndOfGeneration(token);

    /// <inheritdoc/>
    public byte[] GetText(int token) => tokenizer.TokenToPiece(token);

    /// <inheritdoc/>
    public int[] Tokenize(ReadOnlySpan<byte> text) => tokenizer.Encode(text, addSpecial: false, parseSpecial: false);
}

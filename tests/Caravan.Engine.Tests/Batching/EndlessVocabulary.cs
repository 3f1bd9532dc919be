// A vocabulary in which no token ends an answer.
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Batching;

/// <summary>Another vocabulary without its ends: a grammar whose text is complete allows nothing.</summary>
internal sealed class EndlessVocabulary(ISamplingVocabulary vocabulary) : ISamplingVocabulary
{
    public int Count => vocabulary.Count;

    public bool IsEndOfGeneration(int token) => false;

    public bool IsControl(int token) => vocabulary.IsControl(token);

    public byte[] GetText(int token) => vocabulary.GetText(token);

    public int[] Tokenize(ReadOnlySpan<byte> text) => vocabulary.Tokenize(text);
}

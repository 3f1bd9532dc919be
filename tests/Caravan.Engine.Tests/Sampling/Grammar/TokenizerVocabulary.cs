// A real vocabulary without its model.
using Caravan.Engine.Sampling;
using Caravan.Gguf;
using Caravan.Models.Tokenizers;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests.Sampling.Grammar;

/// <summary>The vocabulary of a file of the shared folder.</summary>
internal sealed class TokenizerVocabulary : ISamplingVocabulary
{
    private readonly Tokenizer tokenizer;

    public TokenizerVocabulary(string path)
    {
        using GgufFile file = GgufFile.Open(SharedFolder.Require(path));
        tokenizer = new Tokenizer(VocabularyReader.Read(file.Metadata));
    }

    public int Count => tokenizer.Vocabulary.Count;

    public bool IsEndOfGeneration(int token) => tokenizer.IsEndOfGeneration(token);

    public bool IsControl(int token) =>
        (tokenizer.Vocabulary.Attributes(token) & (TokenAttributes.Control | TokenAttributes.Unknown)) != 0;

    public byte[] GetText(int token) => tokenizer.TokenBytes(token).ToArray();

    public int[] Tokenize(ReadOnlySpan<byte> text)
    {
        List<int> tokens = [];
        tokenizer.Encode(text, addSpecial: false, parseSpecial: false, tokens);
        return [.. tokens];
    }
}

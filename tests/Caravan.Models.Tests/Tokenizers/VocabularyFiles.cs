// Opens the vocabularies that the tests use, each once.
using System.Collections.Concurrent;
using Caravan.Gguf;
using Caravan.Models.Tokenizers;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Tokenizers;

/// <summary>Tokenizers of files in the shared folder.</summary>
internal static class VocabularyFiles
{
    private static readonly ConcurrentDictionary<string, Tokenizer> Opened = new();

    /// <summary>The tokenizer of a file below the shared folder; skips the test when there is none.</summary>
    public static Tokenizer Open(string relativePath)
    {
        string path = SharedFolder.Require(relativePath);
        return Opened.GetOrAdd(
            path,
            _ =>
            {
                using GgufFile file = GgufFile.Open(path);
                return new Tokenizer(VocabularyReader.Read(file.Metadata));
            }
        );
    }
}

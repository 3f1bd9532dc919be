// Special tokens, broken UTF-8, rendering and whole books: what llama.cpp's library answers.
using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Caravan.Models.Tokenizers;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Tokenizers;

public class LlamaCppCasesTests
{
    private static readonly JsonElement Recorded = JsonDocument
        .Parse(
            File.ReadAllBytes(
                RepositoryRoot.PathTo("tests/Caravan.Models.Tests/Tokenizers/Fixtures/llama-cpp-cases.json")
            )
        )
        .RootElement.GetProperty("vocabularies");

    public static TheoryData<string> Vocabularies =>
        [.. Recorded.EnumerateObject().Select(vocabulary => vocabulary.Name)];

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Ids_are_those_of_llama_cpp(string name)
    {
        Tokenizer tokenizer = Open(name);
        foreach (JsonElement test in Recorded.GetProperty(name).GetProperty("cases").EnumerateArray())
        {
            byte[] text = test.GetProperty("text").GetBytesFromBase64();
            Assert.Equal((Show(text), Ids(test, "plain")), (Show(text), Encode(tokenizer, text, false, false)));
            Assert.Equal((Show(text), Ids(test, "parsed")), (Show(text), Encode(tokenizer, text, false, true)));
            Assert.Equal((Show(text), Ids(test, "added")), (Show(text), Encode(tokenizer, text, true, true)));
        }
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Pieces_are_those_of_llama_cpp(string name)
    {
        Tokenizer tokenizer = Open(name);
        foreach (JsonElement test in Recorded.GetProperty(name).GetProperty("cases").EnumerateArray())
        {
            int[] ids = [.. test.GetProperty("added").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(test.GetProperty("pieces").GetBytesFromBase64(), Pieces(tokenizer, ids, false));
            Assert.Equal(test.GetProperty("special_pieces").GetBytesFromBase64(), Pieces(tokenizer, ids, true));
        }
    }

    [Theory]
    [InlineData("llama-spm")]
    [InlineData("phi-3")]
    [InlineData("stories260K")]
    [InlineData("babyllama")]
    public void Decoded_text_is_that_of_llama_cpp(string name)
    {
        Tokenizer tokenizer = Open(name);
        foreach (JsonElement test in Recorded.GetProperty(name).GetProperty("cases").EnumerateArray())
        {
            int[] ids = [.. test.GetProperty("added").EnumerateArray().Select(id => id.GetInt32())];
            string[] expected =
            [
                .. test.GetProperty("decoded").EnumerateArray().Select(d => Show(d.GetBytesFromBase64())),
            ];
            Assert.Equal(expected[0], tokenizer.Decode(ids, removeSpecial: false, unparseSpecial: false));
            Assert.Equal(expected[1], tokenizer.Decode(ids, removeSpecial: false, unparseSpecial: true));
            Assert.Equal(expected[2], tokenizer.Decode(ids, removeSpecial: true, unparseSpecial: false));
            Assert.Equal(expected[3], tokenizer.Decode(ids, removeSpecial: true, unparseSpecial: true));
        }
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Generation_ends_at_the_tokens_of_llama_cpp(string name)
    {
        int[] expected =
        [
            .. Recorded.GetProperty(name).GetProperty("eog").EnumerateArray().Select(id => id.GetInt32()),
        ];
        Assert.Equal(expected, Open(name).Vocabulary.EndOfGeneration);
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Special_tokens_are_those_of_llama_cpp(string name)
    {
        Tokenizer tokenizer = Open(name);
        JsonElement expected = Recorded.GetProperty(name).GetProperty("special");
        (string Key, int? Found)[] found =
        [
            ("bos", tokenizer.Vocabulary.Special.Bos),
            ("eos", tokenizer.Vocabulary.Special.Eos),
            ("eot", tokenizer.Vocabulary.Special.Eot),
            ("nl", tokenizer.Newline),
            ("pad", tokenizer.Vocabulary.Special.Padding),
            ("sep", tokenizer.Vocabulary.Special[SpecialToken.Separator]),
            ("mask", tokenizer.Vocabulary.Special[SpecialToken.Mask]),
            ("fim_pre", tokenizer.Vocabulary.Special[SpecialToken.FimPrefix]),
            ("fim_suf", tokenizer.Vocabulary.Special[SpecialToken.FimSuffix]),
            ("fim_mid", tokenizer.Vocabulary.Special[SpecialToken.FimMiddle]),
            ("fim_pad", tokenizer.Vocabulary.Special[SpecialToken.FimPadding]),
            ("fim_rep", tokenizer.Vocabulary.Special[SpecialToken.FimRepository]),
            ("fim_sep", tokenizer.Vocabulary.Special[SpecialToken.FimSeparator]),
        ];
        Assert.Equal(
            found.Select(f =>
                (f.Key, Id: expected.TryGetProperty(f.Key, out JsonElement id) ? id.GetInt32() : (int?)null)
            ),
            found.Select(f => (f.Key, Id: f.Found))
        );
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Whole_books_have_the_ids_of_llama_cpp(string name)
    {
        Tokenizer tokenizer = Open(name);
        foreach (JsonProperty corpus in Recorded.GetProperty(name).GetProperty("corpora").EnumerateObject())
        {
            // Recorded line by line, the empty one after the last line feed included.
            List<int> ids = [];
            foreach (string line in File.ReadAllText(SharedFolder.Require(corpus.Name)).Split('\n'))
            {
                tokenizer.Encode(Encoding.UTF8.GetBytes(line + "\n"), false, false, ids);
            }

            Assert.Equal((corpus.Name, corpus.Value.GetProperty("tokens").GetInt32()), (corpus.Name, ids.Count));
            byte[] hash = SHA256.HashData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(ids)));
            Assert.Equal(corpus.Value.GetProperty("sha256").GetString(), Convert.ToHexStringLower(hash));
        }
    }

    private static Tokenizer Open(string name) =>
        VocabularyFiles.Open(Recorded.GetProperty(name).GetProperty("file").GetString()!);

    private static string Show(byte[] text) => Encoding.UTF8.GetString(text);

    private static string Ids(JsonElement test, string property) =>
        string.Join(' ', test.GetProperty(property).EnumerateArray());

    private static string Encode(Tokenizer tokenizer, byte[] text, bool addSpecial, bool parseSpecial)
    {
        List<int> ids = [];
        tokenizer.Encode(text, addSpecial, parseSpecial, ids);
        return string.Join(' ', ids);
    }

    private static byte[] Pieces(Tokenizer tokenizer, int[] ids, bool renderSpecial)
    {
        ArrayBufferWriter<byte> bytes = new();
        foreach (int id in ids)
        {
            bytes.Write(tokenizer.TokenToPiece(id, renderSpecial));
        }

        return bytes.WrittenSpan.ToArray();
    }
}

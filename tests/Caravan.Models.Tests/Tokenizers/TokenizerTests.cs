// What holds for every tokenizer.
using System.Text;
using Caravan.Models.Tokenizers;
using CsCheck;
using static Caravan.Models.Tests.Tokenizers.MemoryVocabulary;

namespace Caravan.Models.Tests.Tokenizers;

public class TokenizerTests
{
    private static readonly int[] Delicate = [' ', '\n', '\r', '\t', '\'', '<', '|', 0x3000, 0xA0, 0xFFFD, 0];

    // What text is made of: mostly ASCII with much white space, then anything but surrogates.
    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Int[0x20, 0x7E],
            Gen.Int[0, Delicate.Length - 1].Select(index => Delicate[index]),
            Gen.Int[0x80, 0x24FF],
            Gen.Int[0x2600, 0xD7FF],
            Gen.Int[0xE000, 0x10FFFF]
        )
        .Array[0, 60]
        .Select(codePoints => string.Concat(codePoints.Select(codePoint => new Rune(codePoint))));

    public static TheoryData<string> Complete =>
        [
            "tokenizers/vocab/llama3.gguf",
            "tokenizers/vocab/deepseek-v3.gguf",
            "tokenizers/vocab/ggml-vocab-gpt-2.gguf",
            "tokenizers/vocab/ggml-vocab-llama-spm.gguf",
            "models/stories260K.gguf",
            "models/austen-llama-f16.gguf",
        ];

    [Theory]
    [MemberData(nameof(Complete))]
    public void Decoding_gives_back_what_was_encoded(string file)
    {
        Tokenizer tokenizer = VocabularyFiles.Open(file);
        Texts.Sample(text => tokenizer.Decode(tokenizer.Encode(text, false, false), false, false) == text, iter: 2000);
    }

    [Theory]
    [MemberData(nameof(Complete))]
    public void Any_bytes_can_be_encoded(string file)
    {
        Tokenizer tokenizer = VocabularyFiles.Open(file);
        Gen.Byte.Array[0, 80]
            .Sample(
                bytes =>
                {
                    List<int> ids = [];
                    tokenizer.Encode(bytes, addSpecial: true, parseSpecial: true, ids);
                    return ids.All(id => id >= 0 && id < tokenizer.Vocabulary.Count);
                },
                iter: 2000
            );
    }

    [Fact]
    public void An_empty_text_has_no_tokens_but_those_added()
    {
        Assert.Empty(Open(Bpe("gpt-2", [], [])).Encode("", true, true));
        Assert.Equal([11], Open(Bpe("llama-bpe", [], [])).Encode("", true, true));
        Assert.Equal([1], Open(Spm([])).Encode("", true, true));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(259)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_token_outside_the_vocabulary_is_refused(int id)
    {
        Tokenizer tokenizer = Open(Spm([]));
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.TokenBytes(id).ToArray()).Message;
        Assert.StartsWith(
            $"token {id} is outside the vocabulary, which has 259 tokens",
            message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.TokenToPiece(id, true).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([id], false, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamingDecoder(tokenizer, true).Append(id).ToString());
        Assert.False(tokenizer.IsEndOfGeneration(id));
    }

    [Fact]
    public void Text_beyond_the_limit_is_refused()
    {
        Tokenizer tokenizer = Open(Spm([]));
        byte[] text = new byte[Tokenizer.MaximumTextBytes + 1];
        Assert.Throws<ArgumentException>(() => tokenizer.Encode(text, false, false, []));
    }

    [Theory]
    [InlineData("tokenizers/vocab/llama3.gguf", 'a', 131072)]
    [InlineData("tokenizers/vocab/llama3.gguf", '<', 131072)]
    [InlineData("tokenizers/vocab/llama3.gguf", ' ', 8192)]
    [InlineData("tokenizers/vocab/ggml-vocab-llama-spm.gguf", 'a', 262146)]
    [InlineData("tokenizers/vocab/ggml-vocab-llama-spm.gguf", '<', 524288)]
    [InlineData("tokenizers/vocab/ggml-vocab-llama-spm.gguf", ' ', 65537)]
    public void A_megabyte_of_one_character_takes_no_quadratic_time(string file, char character, int expected)
    {
        // In quadratic time this would take hours. The counts are those of llama.cpp.
        byte[] text = new byte[1 << 20];
        text.AsSpan().Fill((byte)character);
        List<int> ids = [];
        VocabularyFiles.Open(file).Encode(text, addSpecial: false, parseSpecial: true, ids);
        Assert.Equal(expected, ids.Count);
    }
}

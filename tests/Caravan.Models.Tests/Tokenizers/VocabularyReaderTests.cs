// Reading vocabularies that files get wrong.
using Caravan.Gguf;
using Caravan.Models.Tokenizers;
using Caravan.Models.Tokenizers.PreTokenization;
using static Caravan.Models.Tests.Tokenizers.MemoryVocabulary;

namespace Caravan.Models.Tests.Tokenizers;

public class VocabularyReaderTests
{
    [Theory]
    [InlineData("bert", "WPM")]
    [InlineData("t5", "UGM")]
    [InlineData("rwkv", "RWKV")]
    [InlineData("plamo2", "plamo2")]
    [InlineData("none", "none")]
    [InlineData("evil\u001B[2J", "evil?[2J")]
    public void Other_algorithms_are_refused_by_name(string model, string shown)
    {
        VocabularyException exception = Refused(Spm([], (TokenizerKeys.Model, GgufValue.Of(model))));
        Assert.Equal(TokenizerKeys.Model, exception.Key);
        Assert.Contains(shown, exception.Message, StringComparison.Ordinal);
        Assert.Contains("'llama' (SPM) and 'gpt2'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_algorithm_is_an_error_of_the_file() =>
        Assert.Contains(
            TokenizerKeys.Model,
            Assert.Throws<GgufException>(() => VocabularyReader.Read(Spm([], (TokenizerKeys.Model, null)))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(258)]
    [InlineData(260)]
    [InlineData(0)]
    public void Scores_of_another_length_are_refused(int length)
    {
        VocabularyException exception = Refused(Spm([], (TokenizerKeys.Scores, Floats(new float[length]))));
        Assert.Equal(
            $"memory.gguf: tokenizer.ggml.scores: found {length} scores, expected 259, one for each token",
            exception.Message
        );
    }

    [Theory]
    [InlineData(258)]
    [InlineData(260)]
    public void Types_of_another_length_are_refused(int length)
    {
        VocabularyException exception = Refused(Spm([], (TokenizerKeys.TokenTypes, Integers(new int[length]))));
        Assert.Equal(
            $"memory.gguf: tokenizer.ggml.token_type: found {length} token types, expected 259, one for each token",
            exception.Message
        );
    }

    [Fact]
    public void An_empty_vocabulary_is_refused()
    {
        VocabularyException exception = Refused(Spm([], (TokenizerKeys.Tokens, Strings([]))));
        Assert.Equal("memory.gguf: tokenizer.ggml.tokens: found no tokens, expected at least one", exception.Message);
    }

    [Fact]
    public void A_vocabulary_without_tokens_is_an_error_of_the_file() =>
        Assert.Throws<GgufException>(() => VocabularyReader.Read(Spm([], (TokenizerKeys.Tokens, null))));

    [Fact]
    public void Tokens_that_are_numbers_are_an_error_of_the_file() =>
        Assert.Throws<GgufException>(() => VocabularyReader.Read(Spm([], (TokenizerKeys.Tokens, Integers([1, 2])))));

    [Fact]
    public void Missing_merges_are_refused()
    {
        VocabularyException exception = Refused(Bpe("gpt-2", [], [], (TokenizerKeys.Merges, null)));
        Assert.Equal(TokenizerKeys.Merges, exception.Key);
    }

    [Fact]
    public void Kimi_needs_no_merges()
    {
        Tokenizer tokenizer = Open(Bpe("kimi-k2", [], [], (TokenizerKeys.Merges, null)));
        Assert.Equal([97, 98], tokenizer.Encode("ab", false, false));
    }

    [Theory]
    [InlineData("gemma4")]
    [InlineData("whitespace")]
    public void Pre_tokenizers_for_merges_of_text_are_refused(string name) =>
        Assert.Contains($"found '{name}'", Refused(Bpe(name, [], [])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "names no pre-tokenizer")]
    [InlineData("never-heard-of", "'never-heard-of'")]
    public void An_unknown_pre_tokenizer_warns_and_uses_the_default(string? name, string shown)
    {
        Vocabulary vocabulary = VocabularyReader.Read(Bpe(name, [], []));
        Assert.Contains(shown, Assert.Single(vocabulary.Warnings), StringComparison.Ordinal);
        Assert.Same(PreTokenizerTable.Default, vocabulary.PreTokenizer);
    }

    [Fact]
    public void A_special_token_outside_the_vocabulary_warns_and_keeps_the_default()
    {
        Vocabulary vocabulary = VocabularyReader.Read(Spm([], ("tokenizer.ggml.eos_token_id", GgufValue.Of(5000u))));
        Assert.Equal(2, vocabulary.Special.Eos);
        Assert.Equal(
            "tokenizer.ggml.eos_token_id: found token 5000, expected one below 259; using 2",
            Assert.Single(vocabulary.Warnings)
        );
    }

    [Fact]
    public void The_greatest_number_means_no_token()
    {
        Vocabulary vocabulary = VocabularyReader.Read(
            Spm(
                [],
                ("tokenizer.ggml.seperator_token_id", GgufValue.Of(uint.MaxValue)),
                ("tokenizer.ggml.padding_token_id", GgufValue.Of(uint.MaxValue))
            )
        );
        Assert.Null(vocabulary.Special.Padding);
        Assert.Null(vocabulary.Special[SpecialToken.Separator]);
        Assert.Empty(vocabulary.Warnings);
    }

    [Fact]
    public void A_first_token_that_does_not_exist_is_not_added()
    {
        Tokenizer tokenizer = Open(
            Bpe(
                "glm4",
                [],
                [],
                (TokenizerKeys.AddBos, GgufValue.Of(true)),
                (TokenizerKeys.Tokens, Strings(["a", "b"])),
                (TokenizerKeys.TokenTypes, Integers([Normal, Normal])),
                (TokenizerKeys.AddEos, GgufValue.Of(true))
            )
        );
        Assert.Equal([0], tokenizer.Encode("a", addSpecial: true, false));
        Assert.Equal(2, tokenizer.Vocabulary.Warnings.Count);
    }

    [Fact]
    public void A_token_without_text_gets_a_name()
    {
        Tokenizer tokenizer = Open(Bpe("gpt-2", [("", Normal)], []));
        Assert.Equal("[EMPTY_256]", tokenizer.Vocabulary.Text(256));
        Assert.Equal("[EMPTY_256]"u8, tokenizer.TokenBytes(256));
    }

    [Fact]
    public void Of_two_tokens_with_one_text_the_later_is_used()
    {
        Tokenizer tokenizer = Open(Bpe("gpt-2", [("a", Normal)], []));
        Assert.Equal([256], tokenizer.Encode("a", false, false));
        Assert.Equal(256, tokenizer.Vocabulary.Find("a"));
    }

    [Fact]
    public void A_token_type_nobody_knows_renders_as_nothing()
    {
        Tokenizer tokenizer = Open(Bpe("gpt-2", [("ab", 99), ("cd", Unused)], []));
        Assert.Equal(TokenAttributes.None, tokenizer.Vocabulary.Attributes(256));
        Assert.Equal(""u8, tokenizer.TokenBytes(256));
        Assert.Equal(""u8, tokenizer.TokenBytes(257));
    }

    [Theory]
    [InlineData("<0xZZ>")]
    [InlineData("x")]
    public void A_byte_token_that_names_no_byte_renders_as_nothing(string text)
    {
        Tokenizer tokenizer = Open(Bpe("gpt-2", [(text, MemoryVocabulary.Byte)], []));
        Assert.Equal(""u8, tokenizer.TokenBytes(256));
    }

    [Fact]
    public void A_vocabulary_without_types_and_scores_is_all_text()
    {
        Tokenizer tokenizer = Open(Spm([("a", 0)], (TokenizerKeys.Scores, null), (TokenizerKeys.TokenTypes, null)));
        Assert.Equal(TokenAttributes.Normal, tokenizer.Vocabulary.Attributes(0));
        Assert.Equal(0, tokenizer.Vocabulary.Score(1));
    }

    private static VocabularyException Refused(GgufMetadata metadata) =>
        Assert.Throws<VocabularyException>(() => VocabularyReader.Read(metadata));
}

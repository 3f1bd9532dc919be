// Byte-level BPE on small vocabularies; the ids are those llama.cpp gives for the same vocabularies.
using Caravan.Models.Tokenizers;
using static Caravan.Models.Tests.Tokenizers.MemoryVocabulary;

namespace Caravan.Models.Tests.Tokenizers;

public class BpeTests
{
    [Theory]
    [InlineData("abc", new[] { 97, 257 })]
    [InlineData("ab", new[] { 256 })]
    [InlineData("abbc", new[] { 256, 257 })]
    public void The_merge_that_stands_first_in_the_list_happens_first(string text, int[] expected)
    {
        Tokenizer tokenizer = Open(Bpe("gpt-2", [("ab", Normal), ("bc", Normal)], ["b c", "a b"]));
        Assert.Equal(expected, tokenizer.Encode(text, false, false));
    }

    [Theory]
    [InlineData("zzq", new[] { 'z', 'z', 'q' })]
    [InlineData("nospace", new[] { 'n', 'o', 's', 'p', 'a', 'c', 'e' })]
    public void Merges_that_name_no_tokens_leave_the_bytes(string text, char[] expected)
    {
        Tokenizer tokenizer = Open(Bpe("gpt-2", [], ["zz q", "nospace", "", " ", "a ", "x  y"]));
        Assert.Equal(expected.Select(c => (int)c), tokenizer.Encode(text, false, false));
    }

    [Fact]
    public void A_merged_text_that_is_no_token_falls_apart_into_bytes()
    {
        Tokenizer tokenizer = Open(Bpe("gpt-2", [("ab", Normal)], ["a b", "ab c"]));
        Assert.Equal([97, 98, 99, 100], tokenizer.Encode("abcd", false, false));
    }

    [Fact]
    public void Bytes_without_a_token_leave_nothing()
    {
        Tokenizer tokenizer = Open(
            Bpe(
                "gpt-2",
                [],
                [],
                (TokenizerKeys.Tokens, Strings(["a", "b"])),
                (TokenizerKeys.TokenTypes, Integers([Normal, Normal]))
            )
        );
        Assert.Equal([0, 1], tokenizer.Encode("a\n€b", false, false));
        Assert.Null(tokenizer.Newline);
    }

    [Theory]
    [InlineData("llama-bpe", new[] { 256 })]
    [InlineData("gpt-2", new[] { 97, 98, 99 })]
    public void A_word_that_is_a_token_needs_no_merges_where_the_name_says_so(string preTokenizer, int[] expected)
    {
        Tokenizer tokenizer = Open(Bpe(preTokenizer, [("abc", Normal)], []));
        Assert.Equal(expected, tokenizer.Encode("abc", false, false));
    }

    [Theory]
    [InlineData(true, new[] { 257, 256 })]
    [InlineData(false, new[] { 256, 258, 256 })]
    public void The_longest_special_token_is_found_first(bool parseSpecial, int[] expected)
    {
        Tokenizer tokenizer = Open(Bpe("gpt-2", [("<a>", UserDefined), ("<a><b>", Control), ("<b>", UserDefined)], []));
        Assert.Equal(expected, tokenizer.Encode("<a><b><a>", false, parseSpecial));
    }

    [Fact]
    public void The_mask_token_of_jina_takes_the_spaces_before_it()
    {
        Tokenizer tokenizer = Open(Bpe("jina-v2-code", [("<mask>", Control)], []));
        Assert.Equal([97, 256, 32, 98], tokenizer.Encode("a \t<mask> b", false, parseSpecial: true));
    }

    [Fact]
    public void A_token_that_ends_only_part_of_an_answer_does_not_end_generation()
    {
        (string, int)[] tokens =
        [
            ("ab", Normal),
            ("<|end|>", Control),
            ("<|call|>", Control),
            ("<|return|>", Control),
            ("<|channel|>", Control),
        ];
        Tokenizer tokenizer = Open(Bpe("gpt-4o", tokens, []));
        Assert.Equal([11, 258, 259], tokenizer.Vocabulary.EndOfGeneration);
        Assert.True(tokenizer.IsEndOfGeneration(258));
        Assert.False(tokenizer.IsEndOfGeneration(257));
        Assert.Equal("<|end|>"u8, tokenizer.TokenToPiece(257, renderSpecial: false));
        Assert.Equal(""u8, tokenizer.TokenToPiece(258, renderSpecial: false));
        Assert.Equal("<|channel|>"u8, tokenizer.TokenToPiece(260, renderSpecial: false));
    }

    [Fact]
    public void The_old_end_token_beside_tool_responses_is_text()
    {
        (string, int)[] tokens = [("<|tool_response>", Control), ("</s>", Control), ("<|im_end|>", Normal)];
        Tokenizer tokenizer = Open(Bpe("gpt-2", tokens, []));
        Assert.Equal([11, 256, 258], tokenizer.Vocabulary.EndOfGeneration);
        Assert.Equal("</s>"u8, tokenizer.TokenToPiece(257, renderSpecial: false));
        Assert.Equal(258, tokenizer.Vocabulary.Special.Eot);
        Assert.Equal(""u8, tokenizer.TokenToPiece(258, renderSpecial: false));
    }

    [Fact]
    public void Unpaired_surrogates_become_replacement_characters()
    {
        Tokenizer tokenizer = Open(Bpe("gpt-2", [], []));
        int[] ids = tokenizer.Encode("a\uD800b\uDC00", false, false);
        Assert.Equal("a\uFFFDb\uFFFD", tokenizer.Decode(ids, false, false));
    }
}

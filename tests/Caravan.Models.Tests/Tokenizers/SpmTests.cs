// SPM on a small vocabulary; the ids are those llama.cpp gives for the same vocabulary.
using System.Text.Json;
using Caravan.Gguf;
using Caravan.Models.Tokenizers;
using Caravan.TestSupport;
using static Caravan.Models.Tests.Tokenizers.MemoryVocabulary;

namespace Caravan.Models.Tests.Tokenizers;

public class SpmTests
{
    private static readonly (string, float)[] Tokens =
    [
        ("▁", -10),
        ("a", -10),
        ("b", -11),
        ("ab", -3),
        ("ba", -2),
        ("▁a", -1),
        ("aba", -0.5f),
        ("x▁y", -1),
        ("x", -1),
        ("y", -1),
        ("x▁", -1),
    ];

    [Theory]
    [InlineData("abab", new[] { 264, 263, 261 })]
    [InlineData("a b", new[] { 264, 259, 261 })]
    [InlineData("x y", new[] { 259, 266 })]
    [InlineData("x  y", new[] { 259, 269, 259, 268 })]
    [InlineData("é", new[] { 259, 198, 172 })]
    [InlineData("", new int[0])]
    [InlineData("xx yy a", new[] { 259, 267, 266, 268, 264 })]
    [InlineData("aaa", new[] { 264, 260, 260 })]
    public void The_best_score_merges_first(string text, int[] expected)
    {
        Tokenizer tokenizer = Open(Spm(Tokens));
        Assert.Equal(expected, tokenizer.Encode(text, false, false));
        Assert.Equal([1, .. expected], tokenizer.Encode(text, addSpecial: true, false));
    }

    [Theory]
    [InlineData("abab", new[] { 265, 261, 2 })]
    [InlineData("a b", new[] { 260, 259, 261, 2 })]
    [InlineData("", new[] { 2 })]
    public void The_file_decides_about_first_and_last_token_and_space(string text, int[] expected)
    {
        Tokenizer tokenizer = Open(
            Spm(
                Tokens,
                (TokenizerKeys.AddBos, GgufValue.Of(false)),
                (TokenizerKeys.AddEos, GgufValue.Of(true)),
                (TokenizerKeys.AddSpacePrefix, GgufValue.Of(false))
            )
        );
        Assert.Equal(expected, tokenizer.Encode(text, addSpecial: true, parseSpecial: true));
    }

    [Fact]
    public void Characters_without_byte_tokens_become_the_unknown_token()
    {
        Tokenizer tokenizer = Open(
            Spm(
                [],
                (TokenizerKeys.Tokens, Strings(["<unk>", "<s>", "</s>", "▁", "a"])),
                (TokenizerKeys.Scores, Floats([0, 0, 0, -1, -2])),
                (TokenizerKeys.TokenTypes, Integers([Unknown, Control, Control, Normal, Normal]))
            )
        );
        Assert.Equal([3, 4, 0, 0, 4], tokenizer.Encode("aéa", false, false));
        Assert.Null(tokenizer.Newline);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity)]
    public void Scores_that_are_no_ordinary_numbers_do_no_harm(float score)
    {
        Tokenizer tokenizer = Open(Spm([("▁", score), ("a", score), ("aa", score), ("aaaa", score)]));
        Assert.Equal("aaaaa b", tokenizer.Decode(tokenizer.Encode("aaaaa b", false, false), false, false));
    }

    [Theory]
    [InlineData("stories260K.gguf", "stories260K.golden.json")]
    [InlineData("babyllama-tok361-f32.gguf", "babyllama-tok361.golden.json")]
    public void Tokens_of_the_golden_story_decode_to_its_text(string model, string golden)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("models/" + golden)));
        int[] ids = [.. document.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
        string text = document.RootElement.GetProperty("text").GetString()!;
        Tokenizer tokenizer = VocabularyFiles.Open("models/" + model);
        StreamingDecoder decoder = new(tokenizer, renderSpecial: false);
        Assert.Equal(text, string.Concat(ids.Select(id => decoder.Append(id).ToString())));
        Assert.Equal(text[1..], tokenizer.Decode(ids, removeSpecial: false, unparseSpecial: false));
    }

    [Fact]
    public void The_golden_story_of_stories260K_encodes_to_its_tokens()
    {
        using JsonDocument golden = JsonDocument.Parse(
            File.ReadAllBytes(SharedFolder.Require("models/stories260K.golden.json"))
        );
        int[] ids = [.. golden.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
        Tokenizer tokenizer = VocabularyFiles.Open("models/stories260K.gguf");
        string text = golden.RootElement.GetProperty("text").GetString()!;
        Assert.Equal([1, .. ids], tokenizer.Encode(text[1..], addSpecial: true, parseSpecial: false));
    }
}

// Cutting text into words: every name llama.cpp knows gives llama.cpp's pieces.
using System.Globalization;
using System.Text;
using System.Text.Json;
using Caravan.Models.Tokenizers.PreTokenization;
using Caravan.Models.Tokenizers.Unicode;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Tokenizers;

public class PreTokenizerTests
{
    private static readonly string FixturePath = RepositoryRoot.PathTo(
        "tests/Caravan.Models.Tests/Tokenizers/Fixtures/pre-tokenizer-pieces.json"
    );

    public static TheoryData<string> KnownNames()
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllBytes(FixturePath));
        TheoryData<string> names = [];
        foreach (JsonElement rule in fixture.RootElement.GetProperty("rules").EnumerateArray())
        {
            foreach (JsonElement name in rule.GetProperty("names").EnumerateArray())
            {
                names.Add(name.GetString()!);
            }
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(KnownNames))]
    public void Pieces_are_those_of_llama_cpp(string name)
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllBytes(FixturePath));
        JsonElement root = fixture.RootElement;
        JsonElement rule = root.GetProperty("rules")
            .EnumerateArray()
            .Single(r => r.GetProperty("names").EnumerateArray().Any(n => n.GetString() == name));
        PreTokenizerProfile? profile = PreTokenizerTable.TryFind(name);
        Assert.NotNull(profile);
        foreach (
            (JsonElement text, JsonElement pieces) in root.GetProperty("texts")
                .EnumerateArray()
                .Zip(rule.GetProperty("pieces").EnumerateArray())
        )
        {
            Assert.Equal(
                (text.GetString(), pieces.GetString()),
                (text.GetString(), string.Join(' ', PieceLengths(profile.PreTokenizer, text.GetString()!)))
            );
        }
    }

    [Fact]
    public void Empty_text_has_no_pieces() =>
        Assert.All(
            PreTokenizerTable.Names,
            name => Assert.Empty(PieceLengths(PreTokenizerTable.TryFind(name)!.PreTokenizer, ""))
        );

    [Fact]
    public void The_class_of_a_code_point_is_the_one_the_runtime_knows()
    {
        // Our table stops at Unicode 15.1: what came later is Other to us and may be anything to the runtime.
        IEnumerable<int> different = Enumerable
            .Range(0, CodePointClasses.Count)
            .Where(codePoint => CodePointClasses.Of(codePoint) != CodePointClass.Other)
            .Where(codePoint => CodePointClasses.Of(codePoint) != RuntimeClass(codePoint));
        Assert.Empty(different);
    }

    private static CodePointClass RuntimeClass(int codePoint) =>
        codePoint <= char.MaxValue && char.IsWhiteSpace((char)codePoint)
            ? CodePointClass.WhiteSpace
            : CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
            {
                <= UnicodeCategory.OtherLetter => CodePointClass.Letter,
                <= UnicodeCategory.EnclosingMark => CodePointClass.Mark,
                <= UnicodeCategory.OtherNumber => CodePointClass.Number,
                >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation =>
                    CodePointClass.Punctuation,
                >= UnicodeCategory.MathSymbol and <= UnicodeCategory.OtherSymbol => CodePointClass.Symbol,
                _ => CodePointClass.Other,
            };

    private static List<int> PieceLengths(PreTokenizer preTokenizer, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int[] codePoints = new int[utf8.Length];
        CodePointClass[] classes = new CodePointClass[utf8.Length];
        int count = CodePointText.Decode(utf8, codePoints, classes);
        List<int> ends = preTokenizer.Split(new(codePoints.AsSpan(0, count), classes.AsSpan(0, count)));
        return [.. ends.Select((end, i) => i == 0 ? end : end - ends[i - 1])];
    }
}

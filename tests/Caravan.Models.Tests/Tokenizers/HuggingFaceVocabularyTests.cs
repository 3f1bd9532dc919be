// Ids and decoded text by Hugging Face's tokenizers, with the places where llama.cpp differs.
using System.Text.Json;
using Caravan.Models.Tokenizers;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Tokenizers;

public class HuggingFaceVocabularyTests
{
    /// <summary>
    /// Texts with decomposed characters: Hugging Face's qwen tokenizer normalises to NFC, llama.cpp does not. Users
    /// compare with llama.cpp, so its ids are expected here.
    /// </summary>
    private static readonly Dictionary<string, int[]> WithoutNormalisation = new(StringComparer.Ordinal)
    {
        ["a\u0301e\u0308 \u00E9\u00C5\u212B\uFB01"] = [64, 53839, 68, 136, 230, 3958, 144044, 147485, 144300],
        ["\uD7A3\u1100\u1161\u11A8"] = [124222, 96, 146312, 146679, 147979],
    };

    public static TheoryData<string> Vocabularies => ["llama3", "qwen3", "deepseek-v3"];

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Ids_are_those_expected(string name) =>
        ForEachCase(
            name,
            (tokenizer, text, test) =>
            {
                Assert.Equal(Expected(name, text, test, "ids"), tokenizer.Encode(text, false, parseSpecial: true));
            }
        );

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Ids_with_special_tokens_begin_with_the_token_the_file_asks_for(string name) =>
        ForEachCase(
            name,
            (tokenizer, text, test) =>
            {
                // Hugging Face's files of these models leave the first token to the chat template, so that ids_special
                // equals ids; the GGUF files say add_bos_token.
                int[] first = tokenizer.Vocabulary is { AddBos: true, Special.Bos: int bos } ? [bos] : [];
                Assert.Equal(
                    [.. first, .. Expected(name, text, test, "ids_special")],
                    tokenizer.Encode(text, addSpecial: true, parseSpecial: true)
                );
            }
        );

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Decoded_text_is_the_one_expected(string name) =>
        ForEachCase(
            name,
            (tokenizer, _, test) =>
            {
                int[] ids = ReadIds(test, "ids");
                Assert.Equal(
                    test.GetProperty("decoded").GetString(),
                    tokenizer.Decode(ids, false, unparseSpecial: true)
                );
            }
        );

    [Fact]
    public void The_cases_without_normalisation_are_among_those_of_qwen3()
    {
        List<string> seen = [];
        ForEachCase("qwen3", (_, text, _) => seen.Add(text));
        Assert.All(WithoutNormalisation.Keys, text => Assert.Contains(text, seen));
    }

    private static int[] Expected(string name, string text, JsonElement test, string property) =>
        name == "qwen3" && WithoutNormalisation.TryGetValue(text, out int[]? ids) ? ids : ReadIds(test, property);

    private static int[] ReadIds(JsonElement test, string property) =>
        [.. test.GetProperty(property).EnumerateArray().Select(id => id.GetInt32())];

    private static void ForEachCase(string name, Action<Tokenizer, string, JsonElement> check)
    {
        string path = SharedFolder.Require($"tokenizers/vocab/{name}.expected.json");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(path));
        Tokenizer tokenizer = VocabularyFiles.Open($"tokenizers/vocab/{name}.gguf");
        foreach (JsonElement test in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            check(tokenizer, test.GetProperty("text").GetString()!, test);
        }
    }
}

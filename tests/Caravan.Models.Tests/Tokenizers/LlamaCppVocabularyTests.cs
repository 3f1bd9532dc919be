// llama.cpp's own tokenizer tests: texts and the ids it gives for each vocabulary.
using Caravan.Models.Tokenizers;
using Caravan.TestSupport;

namespace Caravan.Models.Tests.Tokenizers;

public class LlamaCppVocabularyTests
{
    // Ends every text, the last one too.
    private const string Separator = "\n__ggml_vocab_test__\n";

    [Theory]
    [InlineData("deepseek-coder", "ggml-vocab-deepseek-coder")]
    [InlineData("deepseek-llm", "ggml-vocab-deepseek-llm")]
    [InlineData("deepseek-r1-qwen", "qwen3")]
    [InlineData("falcon", "ggml-vocab-falcon")]
    [InlineData("gpt-2", "ggml-vocab-gpt-2")]
    [InlineData("llama-bpe", "llama3")]
    [InlineData("llama-spm", "ggml-vocab-llama-spm")]
    [InlineData("mpt", "ggml-vocab-mpt")]
    [InlineData("phi-3", "ggml-vocab-phi-3")]
    [InlineData("qwen2", "qwen3")]
    [InlineData("refact", "ggml-vocab-refact")]
    [InlineData("starcoder", "ggml-vocab-starcoder")]
    public void Ids_are_those_of_llama_cpp(string name, string vocabulary)
    {
        string stem = $"tokenizers/vocab/ggml-vocab-{name}.gguf";
        string[] texts = File.ReadAllText(SharedFolder.Require(stem + ".inp")).Split(Separator)[..^1];
        string[] expected = File.ReadAllText(SharedFolder.Require(stem + ".out")).TrimEnd('\n').Split('\n');
        Tokenizer tokenizer = VocabularyFiles.Open($"tokenizers/vocab/{vocabulary}.gguf");
        Assert.Equal(expected.Length, texts.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            string ids = string.Join(' ', tokenizer.Encode(texts[i], addSpecial: false, parseSpecial: false));
            Assert.Equal((texts[i], expected[i].Trim()), (texts[i], ids));
        }
    }
}

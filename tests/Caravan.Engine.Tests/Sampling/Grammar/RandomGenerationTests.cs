// Random generations are valid by their schema, as another program judges.
using System.Text.Json;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Json.Schema;

namespace Caravan.Engine.Tests.Sampling.Grammar;

public class RandomGenerationTests
{
    private const int Most = 4000;

    public static TheoryData<string> Names() => [.. SchemaCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_thousand_random_generations_are_valid(string name) => Check("models/stories260K.gguf", name, 1000);

    [Theory]
    [MemberData(nameof(Names))]
    public void Generations_over_a_large_vocabulary_are_valid(string name) =>
        Check("tokenizers/vocab/qwen3.gguf", name, 8);

    private static void Check(string path, string name, int count)
    {
        string text = SchemaCase.All[name];
        JsonSchema schema = JsonSchema.FromText(text);
        EvaluationOptions options = new() { RequireFormatValidation = true };
        TokenizerVocabulary vocabulary = new(path);
        RandomModel model = new(vocabulary);
        SamplingParameters parameters = new()
        {
            Seed = 1,
            Temperature = 1.5f,
            TopK = 0,
            TopP = 1,
            MinP = 0,
            Grammar = new GrammarConstraint(GrammarDefinition.FromJsonSchema(text)),
        };
        SamplerChain chain = SamplerChain.Create(parameters, vocabulary, 4096);
        for (int i = 0; i < count; i++)
        {
            string? json = model.Generate(chain, Most);
            Assert.NotNull(json);
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
            Assert.True(schema.Evaluate(document.RootElement, options).IsValid, json);
        }
    }
}

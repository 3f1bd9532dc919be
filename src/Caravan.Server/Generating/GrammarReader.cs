// Finds what a request's text must match.
using System.Text.Json;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Models.Tokenizers;
using Caravan.Server.Contracts;

namespace Caravan.Server.Generating;

/// <summary>Reads grammars and schemas.</summary>
internal static class GrammarReader
{
    /// <summary>The grammar of a request; null for any text.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="form">What other fields ask for; null for nothing.</param>
    /// <param name="tokenizer">The model's, for triggers.</param>
    /// <exception cref="ApiException">It is refused, or several are given.</exception>
    internal static GrammarConstraint? Read(SamplingFields fields, GrammarConstraint? form, Tokenizer tokenizer)
    {
        bool hasGrammar = !string.IsNullOrEmpty(fields.Grammar);
        bool hasSchema = Bodies.Has(fields.JsonSchema);
        if (hasGrammar && hasSchema)
        {
            throw ApiException.BadRequest("grammar and json_schema are both given, expected one of them", "grammar");
        }

        GrammarConstraint? own =
            hasGrammar ? Gbnf(fields.Grammar!, "grammar")
            : hasSchema ? Schema(fields.JsonSchema!.Value, "json_schema")
            : null;
        return own is null ? form : GrammarTriggerReader.Apply(fields, own, tokenizer);
    }

    /// <summary>The grammar of OpenAI's <c>response_format</c>; null for any text.</summary>
    /// <exception cref="ApiException">It is refused.</exception>
    internal static GrammarConstraint? Read(ResponseFormat? format)
    {
        const string Field = "response_format";
        return format?.Type switch
        {
            null or "text" => null,
            "json_object" when Bodies.Has(format.Schema) => Schema(format.Schema!.Value, Field),
            "json_object" => new GrammarConstraint(GrammarDefinition.AnyJsonObject),
            "json_schema" when Bodies.Has(format.JsonSchema?.Schema) => Schema(format.JsonSchema!.Schema!.Value, Field),
            "json_schema" when Bodies.Has(format.Schema) => Schema(format.Schema!.Value, Field),
            "json_schema" => throw ApiException.BadRequest($"{Field}: json_schema.schema is missing", Field),
            "grammar" when !string.IsNullOrEmpty(format.Grammar) => Gbnf(format.Grammar, Field),
            "grammar" => throw ApiException.BadRequest($"{Field}: grammar is missing", Field),
            { } other => throw ApiException.BadRequest(
                $"{Field}: there is no type '{other}'; text, json_object, json_schema and grammar are known",
                Field
            ),
        };
    }

    private static GrammarConstraint Gbnf(string text, string field)
    {
        try
        {
            return new GrammarConstraint(GrammarDefinition.FromGbnf(text));
        }
        catch (GrammarException problem)
        {
            throw ApiException.BadRequest($"{field}: {problem.Message}", field);
        }
    }

    private static GrammarConstraint Schema(JsonElement schema, string field)
    {
        try
        {
            return new GrammarConstraint(GrammarDefinition.FromJsonSchema(schema.GetRawText()));
        }
        catch (GrammarException problem)
        {
            throw ApiException.BadRequest($"{field}: {problem.Message}", field);
        }
    }
}

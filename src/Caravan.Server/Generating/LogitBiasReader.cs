// Reads biases of tokens in the forms of OpenAI and llama-server.
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Caravan.Engine.Sampling;
using Caravan.Models.Tokenizers;
using Caravan.Server.Contracts;

namespace Caravan.Server.Generating;

/// <summary>Reads <see cref="SamplingFields.LogitBias"/>.</summary>
internal static class LogitBiasReader
{
    private const string Field = "logit_bias";

    /// <summary>The biases.</summary>
    /// <exception cref="ApiException">They have no known form, or name tokens that are not there.</exception>
    internal static ImmutableArray<LogitBias> Read(JsonElement value, Tokenizer tokenizer)
    {
        ImmutableArray<LogitBias>.Builder biases = ImmutableArray.CreateBuilder<LogitBias>();
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    bool isToken = int.TryParse(
                        property.Name,
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out int token
                    );
                    Add(biases, isToken ? [token] : TokensOf(property.Name, tokenizer), property.Value, tokenizer);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement pair in value.EnumerateArray())
                {
                    AddPair(biases, pair, tokenizer);
                }

                break;
            default:
                throw Wrong(value);
        }

        return biases.ToImmutable();
    }

    private static void AddPair(ImmutableArray<LogitBias>.Builder biases, JsonElement pair, Tokenizer tokenizer)
    {
        if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2)
        {
            throw Wrong(pair);
        }

        int[] tokens = pair[0] switch
        {
            { ValueKind: JsonValueKind.String } text => TokensOf(text.GetString()!, tokenizer),
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out int token) => [token],
            _ => throw Wrong(pair),
        };
        Add(biases, tokens, pair[1], tokenizer);
    }

    private static void Add(
        ImmutableArray<LogitBias>.Builder biases,
        int[] tokens,
        JsonElement value,
        Tokenizer tokenizer
    )
    {
        float bias = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetSingle(),
            JsonValueKind.False => float.NegativeInfinity,
            _ => throw Wrong(value),
        };
        if (float.IsNaN(bias) || float.IsPositiveInfinity(bias))
        {
            throw Wrong(value);
        }

        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)tokenizer.Vocabulary.Count)
            {
                throw ApiException.BadRequest(
                    $"{Field}: there is no token {token}, the model has {tokenizer.Vocabulary.Count}",
                    Field
                );
            }

            if (biases.Count == ServerLimits.LogitBiases)
            {
                throw ApiException.BadRequest($"{Field}: more than {ServerLimits.LogitBiases} biases", Field);
            }

            biases.Add(new LogitBias(token, bias));
        }
    }

    private static int[] TokensOf(string text, Tokenizer tokenizer) =>
        tokenizer.Encode(text, addSpecial: false, parseSpecial: true);

    private static ApiException Wrong(JsonElement found) =>
        ApiException.BadRequest(
            $"{Field}: an object of tokens and numbers or an array of pairs is expected, found {Bodies.Kind(found)}",
            Field
        );
}

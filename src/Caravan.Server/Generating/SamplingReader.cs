// Makes sampling parameters of a request's fields.
using System.Text.Json;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Server.Contracts;

namespace Caravan.Server.Generating;

/// <summary>Reads <see cref="SamplingFields"/> over the server's defaults.</summary>
internal static class SamplingReader
{
    /// <summary>The parameters that a request asks for.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="model">The model, for its defaults and its tokens.</param>
    /// <param name="form">What the text must match by other fields of the request; null for nothing.</param>
    /// <exception cref="ApiException">A value cannot be.</exception>
    internal static SamplingParameters Read(SamplingFields fields, ServedModel model, GrammarConstraint? form)
    {
        SamplingParameters basis = model.Options.Sampling;
        SamplingParameters result = basis with
        {
            // llama-server takes a negative temperature for 0.
            Temperature = Math.Max(fields.Temperature ?? basis.Temperature, 0),
            TopK = fields.TopK ?? basis.TopK,
            TopP = fields.TopP ?? basis.TopP,
            MinP = fields.MinP ?? basis.MinP,
            TypicalP = fields.TypicalP ?? basis.TypicalP,
            TopNSigma = fields.TopNSigma ?? basis.TopNSigma,
            XtcProbability = fields.XtcProbability ?? basis.XtcProbability,
            XtcThreshold = fields.XtcThreshold ?? basis.XtcThreshold,
            DynamicTemperatureRange = fields.DynatempRange ?? basis.DynamicTemperatureRange,
            DynamicTemperatureExponent = fields.DynatempExponent ?? basis.DynamicTemperatureExponent,
            RepeatLastN = fields.RepeatLastN ?? basis.RepeatLastN,
            RepeatPenalty = fields.RepeatPenalty ?? basis.RepeatPenalty,
            PresencePenalty = fields.PresencePenalty ?? basis.PresencePenalty,
            FrequencyPenalty = fields.FrequencyPenalty ?? basis.FrequencyPenalty,
            DryMultiplier = fields.DryMultiplier ?? basis.DryMultiplier,
            DryBase = fields.DryBase ?? basis.DryBase,
            DryAllowedLength = fields.DryAllowedLength ?? basis.DryAllowedLength,
            DryPenaltyLastN = fields.DryPenaltyLastN ?? basis.DryPenaltyLastN,
            DrySequenceBreakers = fields.DrySequenceBreakers is { } texts ? [.. texts] : basis.DrySequenceBreakers,
            Mirostat = fields.Mirostat ?? basis.Mirostat,
            MirostatEntropy = fields.MirostatTau ?? basis.MirostatEntropy,
            MirostatLearningRate = fields.MirostatEta ?? basis.MirostatLearningRate,
            AdaptiveTarget = fields.AdaptiveTarget ?? basis.AdaptiveTarget,
            AdaptiveDecay = fields.AdaptiveDecay ?? basis.AdaptiveDecay,
            Seed = fields.Seed is { } seed ? Seed(seed) : basis.Seed,
            IgnoreEndOfSequence = fields.IgnoreEos ?? basis.IgnoreEndOfSequence,
            MinKeep = fields.MinKeep ?? basis.MinKeep,
            Samplers = fields.Samplers is { } order ? Order(order).Kinds : basis.Samplers,
            LogitBiases = fields.LogitBias is { } biases
                ? LogitBiasReader.Read(biases, model.Tokenizer)
                : basis.LogitBiases,
            Grammar = GrammarReader.Read(fields, form, model.Tokenizer) ?? basis.Grammar,
        };
        try
        {
            result.Validate();
        }
        catch (ArgumentException problem)
        {
            throw ApiException.BadRequest(problem.Message);
        }

        return result;
    }

    /// <summary>The parameters of one of several answers: each has a seed of its own.</summary>
    internal static SamplingParameters ForAnswer(SamplingParameters parameters, int answer) =>
        parameters.Seed == SamplingParameters.RandomSeed
            ? parameters
            : parameters with
            {
                Seed = unchecked(parameters.Seed + (uint)answer),
            };

    private static uint Seed(long seed) => seed < 0 ? SamplingParameters.RandomSeed : unchecked((uint)seed);

    private static SamplerOrder Order(JsonElement order) =>
        order.ValueKind switch
        {
            JsonValueKind.Array => SamplerOrder.FromNames(string.Join(';', Bodies.Texts(order, "samplers"))),
            JsonValueKind.String => SamplerOrder.FromLetters(order.GetString()!),
            _ => throw ApiException.BadRequest(
                "samplers: an array of names or a string of letters is expected",
                "samplers"
            ),
        };
}

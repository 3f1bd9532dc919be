// Makes generation requests of an API's request.
using Caravan.Engine.Batching;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Server.Contracts;

namespace Caravan.Server.Generating;

/// <summary>Plans the answers of a request.</summary>
internal static class AnswerPlanner
{
    /// <summary>The plan of a request.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="model">The model.</param>
    /// <param name="prompts">Tokens of each prompt.</param>
    /// <param name="topLogprobs">Likeliest tokens wanted at each place; null for no probabilities.</param>
    /// <param name="form">What the text must match by fields that are not in <paramref name="fields"/>; null for nothing.</param>
    /// <param name="rendersSpecial">Whoever reads the text needs that of control tokens.</param>
    /// <param name="stops">Texts that end an answer besides those of the request; null for none.</param>
    /// <exception cref="ApiException">Something in it cannot be.</exception>
    internal static AnswerPlan Plan(
        GenerationFields fields,
        ServedModel model,
        IReadOnlyList<int[]> prompts,
        int? topLogprobs,
        GrammarConstraint? form = null,
        bool rendersSpecial = false,
        IEnumerable<string>? stops = null
    )
    {
        int answers = fields.N ?? fields.NCmpl ?? 1;
        int most = ServerLimits.AnswersPerRequest / prompts.Count;
        if (answers < 1 || answers > most)
        {
            throw ApiException.BadRequest($"n is {answers}, expected 1 to {most} for {prompts.Count} prompts", "n");
        }

        if (topLogprobs is < 0 or > ServerLimits.TopLogprobs)
        {
            throw ApiException.BadRequest(
                $"{topLogprobs} likeliest tokens are asked for, expected 0 to {ServerLimits.TopLogprobs}",
                "top_logprobs"
            );
        }

        int? maximum = fields.MaxCompletionTokens ?? fields.MaxTokens ?? fields.NPredict;
        bool isPromptOnly = maximum == 0;
        maximum =
            maximum is null ? model.Options.MaximumTokens
            : maximum < 0 ? null
            : Math.Max(1, maximum.Value);
        SamplingParameters sampling = SamplingReader.Read(fields, model, form);
        string[] texts = Stops(fields, model, stops ?? []);
        List<GenerationRequest> requests = [];
        foreach (int[] prompt in prompts)
        {
            for (int answer = 0; answer < answers; answer++)
            {
                requests.Add(
                    new GenerationRequest
                    {
                        Prompt = prompt,
                        MaximumTokens = maximum,
                        Sampling = SamplingReader.ForAnswer(sampling, answer),
                        StopStrings = texts,
                        TopLogprobs = topLogprobs,
                        IgnoreEndOfGeneration = sampling.IgnoreEndOfSequence,
                        RenderSpecial =
                            rendersSpecial || fields.PreservedTokens is { Count: > 0 } || model.Options.RendersSpecial,
                        ReusePrefix = fields.CachePrompt ?? model.Options.ReusesPrefixes,
                    }
                );
            }
        }

        return new AnswerPlan(
            requests,
            answers,
            fields.Stream ?? false,
            isPromptOnly,
            fields.StreamOptions?.IncludeUsage ?? false,
            fields.TimingsPerToken ?? false,
            fields.ReturnTokens ?? false,
            PingInterval(fields, model)
        );
    }

    // As in llama-server any number below 1 is never.
    private static TimeSpan? PingInterval(GenerationFields fields, ServedModel model) =>
        fields.SsePingInterval switch
        {
            null => model.Options.PingInterval,
            > 0 and { } seconds => TimeSpan.FromSeconds(Math.Min(seconds, ServerLimits.LongestPingSeconds)),
            _ => null,
        };

    private static string[] Stops(GenerationFields fields, ServedModel model, IEnumerable<string> more)
    {
        const string Field = "stop";
        IEnumerable<string> asked = fields.Stop is { } given
            ? Bodies.TextOrTexts(given, Field).Where(text => text.Length > 0)
            : model.Options.StopStrings;
        string[] stops = [.. asked.Concat(more)];
        if (stops.Length > ServerLimits.StopStrings)
        {
            throw ApiException.BadRequest(
                $"{Field}: {stops.Length} texts, expected {ServerLimits.StopStrings} at the most",
                Field
            );
        }

        return Array.TrueForAll(stops, text => text.Length <= ServerLimits.StopStringLength)
            ? stops
            : throw ApiException.BadRequest(
                $"{Field}: a text is longer than {ServerLimits.StopStringLength} characters",
                Field
            );
    }
}

// Counts and times of answers in the fields of the APIs.
using Caravan.Engine.Batching;
using Caravan.Engine.Sampling;
using Caravan.Server.Contracts;

namespace Caravan.Server.Generating;

/// <summary>Makes usage, timings and settings.</summary>
internal static class AnswerNumbers
{
    /// <summary>Tokens that all answers of a request used; a prompt with several answers counts once.</summary>
    internal static UsageAnswer Usage(AnswerPlan plan, AnswerSet set)
    {
        int prompt = 0;
        int cached = 0;
        int generated = 0;
        foreach (Answer answer in set.Answers)
        {
            GenerationTimings timings = answer.Generation.Timings;
            generated += plan.IsPromptOnly ? 0 : timings.GeneratedTokens;
            if (answer.Index % plan.AnswersPerPrompt == 0)
            {
                prompt += answer.Generation.Request.Prompt.Length;
                cached += timings.ReusedTokens;
            }
        }

        return new UsageAnswer(prompt, generated, prompt + generated, new PromptTokensDetails(cached));
    }

    /// <summary>What an answer cost so far.</summary>
    internal static TimingsAnswer Timings(Answer answer)
    {
        GenerationTimings timings = answer.Generation.Timings;
        double prompt = timings.PromptMilliseconds;
        double generation = timings.GenerationMilliseconds;
        // The first token comes with the prompt's last step.
        int steps = Math.Max(0, timings.GeneratedTokens - 1);
        return new TimingsAnswer(
            timings.ReusedTokens,
            timings.ComputedTokens,
            prompt,
            Ratio(prompt, timings.ComputedTokens),
            Ratio(timings.ComputedTokens * 1e3, prompt),
            timings.GeneratedTokens,
            generation,
            Ratio(generation, steps),
            Ratio(steps * 1e3, generation),
            timings.QueueMilliseconds
        );
    }

    /// <summary>The settings of a request.</summary>
    internal static GenerationSettings Settings(GenerationRequest request, uint seed, bool isStream)
    {
        SamplingParameters sampling = request.Sampling;
        return new GenerationSettings
        {
            Seed = seed,
            Temperature = sampling.Temperature,
            DynatempRange = sampling.DynamicTemperatureRange,
            DynatempExponent = sampling.DynamicTemperatureExponent,
            TopK = sampling.TopK,
            TopP = sampling.TopP,
            MinP = sampling.MinP,
            TopNSigma = sampling.TopNSigma,
            XtcProbability = sampling.XtcProbability,
            XtcThreshold = sampling.XtcThreshold,
            TypicalP = sampling.TypicalP,
            RepeatLastN = sampling.RepeatLastN,
            RepeatPenalty = sampling.RepeatPenalty,
            PresencePenalty = sampling.PresencePenalty,
            FrequencyPenalty = sampling.FrequencyPenalty,
            DryMultiplier = sampling.DryMultiplier,
            DryBase = sampling.DryBase,
            DryAllowedLength = sampling.DryAllowedLength,
            DryPenaltyLastN = sampling.DryPenaltyLastN,
            DrySequenceBreakers = sampling.DrySequenceBreakers,
            Mirostat = sampling.Mirostat,
            MirostatTau = sampling.MirostatEntropy,
            MirostatEta = sampling.MirostatLearningRate,
            Stop = request.StopStrings,
            MaxTokens = request.MaximumTokens ?? -1,
            NPredict = request.MaximumTokens ?? -1,
            IgnoreEos = sampling.IgnoreEndOfSequence,
            Stream = isStream,
            NProbs = request.TopLogprobs ?? 0,
            MinKeep = sampling.MinKeep,
            Samplers = new SamplerOrder(sampling.Samplers, []).ToNames().Split(';'),
        };
    }

    private static double Ratio(double count, double of) => of > 0 ? count / of : 0;
}

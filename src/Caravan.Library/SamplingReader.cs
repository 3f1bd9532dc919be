// Sampling options of Microsoft.Extensions.AI as the engine takes them.
using Caravan.Engine.Sampling;
using Microsoft.Extensions.AI;

namespace Caravan;

/// <summary>Reads sampling options.</summary>
internal static class SamplingReader
{
    /// <summary>The parameters of a request.</summary>
    /// <param name="options">The request's options.</param>
    /// <param name="client">Whoever asks; a factory of raw options is given it.</param>
    /// <param name="usual">Parameters where the request says nothing.</param>
    internal static SamplingParameters Read(ChatOptions? options, IChatClient client, SamplingParameters usual)
    {
        if (options is null)
        {
            return usual;
        }

        SamplingParameters given = options.RawRepresentationFactory?.Invoke(client) as SamplingParameters ?? usual;
        return given with
        {
            Temperature = options.Temperature ?? given.Temperature,
            TopP = options.TopP ?? given.TopP,
            TopK = options.TopK ?? given.TopK,
            FrequencyPenalty = options.FrequencyPenalty ?? given.FrequencyPenalty,
            PresencePenalty = options.PresencePenalty ?? given.PresencePenalty,
            Seed = options.Seed is { } seed ? unchecked((uint)seed) : given.Seed,
        };
    }
}

// Counts what is served.
using Caravan.Engine.Batching;

namespace Caravan.Server.Monitoring;

/// <summary>Sums over all answers since the start. Safe for use by several threads.</summary>
internal sealed class ServerMetrics
{
    private readonly Lock gate = new();
    private MetricsSnapshot sums;

    /// <summary>A request came.</summary>
    internal void Begin()
    {
        lock (gate)
        {
            sums.Requests++;
            sums.OpenRequests++;
        }
    }

    /// <summary>A request was answered.</summary>
    internal void End(int status)
    {
        lock (gate)
        {
            sums.OpenRequests--;
            sums.FailedRequests += status >= StatusCodes.Status400BadRequest ? 1 : 0;
        }
    }

    /// <summary>An answer is complete, or was given up.</summary>
    internal void Add(Generation generation)
    {
        GenerationTimings timings = generation.Timings;
        lock (gate)
        {
            sums.Answers++;
            sums.PromptTokens += timings.ComputedTokens;
            sums.PromptMilliseconds += timings.PromptMilliseconds;
            sums.GeneratedTokens += timings.GeneratedTokens;
            sums.GenerationMilliseconds += timings.GenerationMilliseconds;
            sums.QueueMilliseconds += timings.QueueMilliseconds;
            sums.MostTokens = Math.Max(sums.MostTokens, generation.Request.Prompt.Length + timings.GeneratedTokens);
        }
    }

    /// <summary>The sums now.</summary>
    internal MetricsSnapshot Read()
    {
        lock (gate)
        {
            return sums;
        }
    }
}

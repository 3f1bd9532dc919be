// Sums of a server at one moment.
namespace Caravan.Server.Monitoring;

/// <summary>Numbers since the start.</summary>
internal record struct MetricsSnapshot
{
    /// <summary>HTTP requests that came.</summary>
    public long Requests { get; set; }

    /// <summary>HTTP requests that are being answered.</summary>
    public long OpenRequests { get; set; }

    /// <summary>HTTP requests answered with an error.</summary>
    public long FailedRequests { get; set; }

    /// <summary>Answers that are complete or were given up.</summary>
    public long Answers { get; set; }

    /// <summary>Prompt tokens that they computed.</summary>
    public long PromptTokens { get; set; }

    /// <summary>Milliseconds from slot to first token, summed.</summary>
    public double PromptMilliseconds { get; set; }

    /// <summary>Tokens that they generated.</summary>
    public long GeneratedTokens { get; set; }

    /// <summary>Milliseconds from first token to last, summed.</summary>
    public double GenerationMilliseconds { get; set; }

    /// <summary>Milliseconds of waiting for a slot, summed.</summary>
    public double QueueMilliseconds { get; set; }

    /// <summary>Most tokens of one prompt and answer.</summary>
    public long MostTokens { get; set; }
}

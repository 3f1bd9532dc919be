// Times and counts of one generation.
using System.Diagnostics;

namespace Caravan.Engine.Batching;

/// <summary>What a request cost. Read while it runs, the numbers are those of the last token.</summary>
public sealed class GenerationTimings
{
    private readonly long submitted = Stopwatch.GetTimestamp();
    private long admitted;
    private long first;
    private long last;

    /// <summary>Tokens of the prompt that were taken from the cache.</summary>
    public int ReusedTokens { get; private set; }

    /// <summary>Tokens of the prompt that were computed.</summary>
    public int ComputedTokens { get; private set; }

    /// <summary>Tokens generated.</summary>
    public int GeneratedTokens { get; private set; }

    /// <summary>Milliseconds until a slot was free.</summary>
    public double QueueMilliseconds => Between(submitted, admitted);

    /// <summary>Milliseconds from there to the first token.</summary>
    public double PromptMilliseconds => Between(admitted, first);

    /// <summary>Milliseconds from the first token to the last.</summary>
    public double GenerationMilliseconds => Between(first, last);

    internal void Admit(int reused, int computed)
    {
        (ReusedTokens, ComputedTokens) = (reused, computed);
        admitted = Stopwatch.GetTimestamp();
    }

    internal void AddToken()
    {
        last = Stopwatch.GetTimestamp();
        first = GeneratedTokens++ == 0 ? last : first;
    }

    private static double Between(long start, long end) =>
        end == 0 ? 0 : Stopwatch.GetElapsedTime(start, end).TotalMilliseconds;
}

// Where the time of a generation went, in llama.cpp's categories.
using System.Diagnostics;

namespace Caravan.Engine;

/// <summary>Times and counts of one generation, in milliseconds and tokens.</summary>
public sealed class SessionTimings
{
    private readonly long started = Stopwatch.GetTimestamp();

    /// <summary>Milliseconds from the start of loading to the first evaluation.</summary>
    public double LoadMilliseconds { get; set; }

    /// <summary>Milliseconds spent choosing tokens.</summary>
    public double SampleMilliseconds { get; private set; }

    /// <summary>Tokens chosen.</summary>
    public int Samples { get; private set; }

    /// <summary>Milliseconds spent on prompt tokens.</summary>
    public double PromptMilliseconds { get; private set; }

    /// <summary>Prompt tokens evaluated.</summary>
    public int PromptTokens { get; private set; }

    /// <summary>Milliseconds spent on generated tokens.</summary>
    public double GenerationMilliseconds { get; private set; }

    /// <summary>Generated tokens evaluated.</summary>
    public int GeneratedTokens { get; private set; }

    /// <summary>Milliseconds since this object was made.</summary>
    public double TotalMilliseconds => Stopwatch.GetElapsedTime(started).TotalMilliseconds;

    internal void AddSample(long since)
    {
        SampleMilliseconds += Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        Samples++;
    }

    /// <summary>Counts prompt tokens that were evaluated since a <see cref="Stopwatch"/> timestamp.</summary>
    public void AddPrompt(long since, int tokens)
    {
        PromptMilliseconds += Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        PromptTokens += tokens;
    }

    /// <summary>Counts a generated token that was evaluated since a <see cref="Stopwatch"/> timestamp.</summary>
    public void AddGenerated(long since)
    {
        GenerationMilliseconds += Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        GeneratedTokens++;
    }
}

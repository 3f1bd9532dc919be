// Measures speeds along the context, as llama-sweep-bench does.
using System.Diagnostics;
using Caravan.Engine;

namespace Caravan.Cli.Benchmarks;

/// <summary>
/// Fills the cache micro-batch by micro-batch; before each, a few tokens are generated and forgotten again.
/// </summary>
/// <param name="session">An empty session.</param>
/// <param name="tokens">Gives tokens.</param>
/// <param name="timings">Counts what is measured.</param>
/// <param name="prompt">Prompt tokens of a row.</param>
/// <param name="generated">Generated tokens of a row.</param>
internal sealed class Sweep(
    InferenceSession session,
    RandomTokens tokens,
    SessionTimings timings,
    int prompt,
    int generated
)
{
    private readonly int[] batch = new int[prompt];

    /// <summary>Evaluates a micro-batch that is not measured and empties the cache.</summary>
    internal void WarmUp(CancellationToken cancellation)
    {
        tokens.FillFromBegin(batch);
        session.Evaluate(batch.AsSpan(0, Math.Min(batch.Length, session.ContextLength)), cancellation);
        session.Truncate(0);
    }

    /// <summary>True when a row fits behind <paramref name="cacheTokens"/> tokens.</summary>
    internal bool Fits(int cacheTokens) => cacheTokens + Math.Max(prompt, generated) <= session.ContextLength;

    /// <summary>Fills the cache by a micro-batch without a row.</summary>
    internal void Skip(CancellationToken cancellation) => Prompt(session.Position, cancellation);

    /// <summary>Measures a row behind the tokens in the cache and fills the cache by a micro-batch.</summary>
    /// <param name="repetitions">Measurements of which the row shows the mean.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    internal SweepRow Measure(int repetitions, CancellationToken cancellation)
    {
        int cacheTokens = session.Position;
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
        {
            Generate(cacheTokens, cancellation);
        }

        double generationSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds / repetitions;
        started = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
        {
            Prompt(cacheTokens, cancellation);
        }

        double promptSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds / repetitions;
        return new SweepRow(prompt, generated, cacheTokens, promptSeconds, generationSeconds, null);
    }

    private void Generate(int cacheTokens, CancellationToken cancellation)
    {
        session.Truncate(cacheTokens);
        Span<int> one = batch.AsSpan(0, 1);
        for (int i = 0; i < generated; i++)
        {
            tokens.Fill(one);
            long started = Stopwatch.GetTimestamp();
            session.EvaluateGenerated(one, cancellation);
            timings.AddGenerated(started);
        }

        session.Truncate(cacheTokens);
    }

    private void Prompt(int cacheTokens, CancellationToken cancellation)
    {
        session.Truncate(cacheTokens);
        tokens.Fill(batch);
        long started = Stopwatch.GetTimestamp();
        session.Evaluate(batch, cancellation);
        timings.AddPrompt(started, batch.Length);
    }
}

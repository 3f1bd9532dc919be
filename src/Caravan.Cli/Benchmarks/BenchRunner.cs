// Runs one test of a benchmark as often as asked for.
using System.Collections.Immutable;
using System.Diagnostics;
using Caravan.Engine;

namespace Caravan.Cli.Benchmarks;

/// <summary>Measures a test in a session.</summary>
/// <param name="test">What to measure.</param>
/// <param name="session">A session with room for it.</param>
/// <param name="tokens">Gives tokens.</param>
/// <param name="progress">Told what is being done.</param>
internal sealed class BenchRunner(
    BenchCase test,
    InferenceSession session,
    RandomTokens tokens,
    Action<string> progress
)
{
    private const long NanosecondsPerTick = 100;
    private readonly int[] batch = new int[Math.Max(1, Math.Min(test.BatchSize, session.ContextLength))];

    /// <summary>
    /// Runs what the test consists of without measuring, at least its whole prompt and one generated token, until the runtime has compiled
    /// what it needs: it compiles anew what runs often, on the processors that are measured.
    /// </summary>
    /// <param name="once">True to run the prompt and one token only, for a ledger, in which every step is a line.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal void WarmUp(bool once, CancellationToken cancellation)
    {
        session.Truncate(0);
        if (test.PromptTokens > 0)
        {
            progress("warmup prompt run");
            CompilationWatch watch = new();
            do
            {
                session.Truncate(0);
                Prompt(test.PromptTokens, cancellation);
            } while (!once && !watch.IsSettled());
        }

        if (test.GeneratedTokens > 0)
        {
            progress("warmup generation run");
            int start = session.Position;
            CompilationWatch watch = new();
            do
            {
                if (session.Position == start + test.GeneratedTokens)
                {
                    session.Truncate(start);
                }

                Generate(1, cancellation);
            } while (!once && !watch.IsSettled());
        }

        session.Truncate(0);
    }

    /// <summary>Measures the test.</summary>
    /// <returns>Nanoseconds of each repetition.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal ImmutableArray<long> Measure(int repetitions, CancellationToken cancellation)
    {
        session.Truncate(0);
        ImmutableArray<long>.Builder samples = ImmutableArray.CreateBuilder<long>(repetitions);
        for (int i = 1; i <= repetitions; i++)
        {
            if (session.Position < test.Depth)
            {
                progress($"depth run {i}/{repetitions}");
                Prompt(test.Depth, cancellation);
            }

            session.Truncate(test.Depth);
            long start = Stopwatch.GetTimestamp();
            if (test.PromptTokens > 0)
            {
                progress($"prompt run {i}/{repetitions}");
                Prompt(test.PromptTokens, cancellation);
            }

            if (test.GeneratedTokens > 0)
            {
                progress($"generation run {i}/{repetitions}");
                Generate(test.GeneratedTokens, cancellation);
            }

            samples.Add(Stopwatch.GetElapsedTime(start).Ticks * NanosecondsPerTick);
        }

        return samples.ToImmutable();
    }

    private void Prompt(int count, CancellationToken cancellation)
    {
        for (int done = 0; done < count; )
        {
            Span<int> part = batch.AsSpan(0, Math.Min(batch.Length, count - done));
            if (done == 0)
            {
                tokens.FillFromBegin(part);
            }
            else
            {
                tokens.Fill(part);
            }

            session.Evaluate(part, cancellation);
            done += part.Length;
        }
    }

    private void Generate(int count, CancellationToken cancellation)
    {
        Span<int> one = batch.AsSpan(0, 1);
        tokens.FillFromBegin(one);
        for (int i = 0; i < count; i++)
        {
            session.EvaluateGenerated(one, cancellation);
            tokens.Fill(one);
        }
    }
}

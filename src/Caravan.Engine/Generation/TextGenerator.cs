// The loop of text generation: evaluate the prompt, then choose and evaluate token after token.
using System.Diagnostics;
using Caravan.Engine.Sampling;

namespace Caravan.Engine;

/// <summary>Drives a session and a sampler chain and measures both. Choosing and evaluating a token allocates nothing.</summary>
public sealed class TextGenerator
{
    private readonly InferenceSession session;
    private readonly SamplerChain sampler;
    private readonly int[] pending = new int[1];
    private bool hasPending;

    /// <summary>A generator over a session; the caller keeps both.</summary>
    public TextGenerator(InferenceSession session, SamplerChain sampler, SessionTimings timings)
    {
        this.session = session;
        this.sampler = sampler;
        Timings = timings;
    }

    /// <summary>Times and counts so far.</summary>
    public SessionTimings Timings { get; }

    /// <summary>Tokens that still fit into the context, the one chosen last included.</summary>
    public int Room => session.ContextLength - session.Position - (hasPending ? 1 : 0);

    /// <summary>Evaluates prompt tokens in batches.</summary>
    /// <exception cref="ContextFullException">The prompt does not fit; nothing was evaluated.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two micro-batches.</exception>
    public void Prompt(ReadOnlySpan<int> tokens, CancellationToken cancellation = default)
    {
        if (tokens.Length > Room)
        {
            throw new ContextFullException(tokens.Length, session.Position, session.ContextLength);
        }

        EvaluatePending();
        foreach (int token in tokens)
        {
            sampler.AcceptPrompt(token);
        }

        while (tokens.Length > 0)
        {
            int count = Math.Min(tokens.Length, session.BatchSize);
            long start = Stopwatch.GetTimestamp();
            session.Evaluate(tokens[..count], cancellation);
            Timings.AddPrompt(start, count);
            tokens = tokens[count..];
        }
    }

    /// <summary>
    /// Chooses the next token. It is evaluated when the one after it is asked for, so that a last token costs nothing.
    /// </summary>
    /// <exception cref="ContextFullException">The context is full.</exception>
    public int Next()
    {
        EvaluatePending();
        long start = Stopwatch.GetTimestamp();
        pending[0] = sampler.Sample(session.Logits());
        sampler.Accept(pending[0]);
        Timings.AddSample(start);
        hasPending = true;
        return pending[0];
    }

    private void EvaluatePending()
    {
        if (!hasPending)
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        session.EvaluateGenerated(pending);
        Timings.AddGenerated(start);
        hasPending = false;
    }
}

// Measures perplexity as llama-perplexity does.
namespace Caravan.Engine;

/// <summary>
/// Perplexity of a token sequence by llama-perplexity's rule: consecutive windows of the context length, the first half of
/// each only gives context, predictions from its middle to its last but one position are scored; where the vocabulary
/// begins texts with a token, that token stands in for the first of each window.
/// </summary>
public sealed class PerplexityMeter
{
    private readonly InferenceSession session;
    private readonly int? beginToken;
    private readonly int[] window;
    private double sum;
    private double sumOfSquares;
    private int scored;
    private int chunks;

    /// <summary>A meter over an empty session whose outputs are those of a whole micro-batch.</summary>
    /// <param name="session">The session; its tokens are dropped.</param>
    /// <param name="chunkLength">Tokens of a window (<c>-c</c>).</param>
    /// <param name="beginToken">The token that begins every window, or null.</param>
    public PerplexityMeter(InferenceSession session, int chunkLength, int? beginToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkLength, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunkLength, session.ContextLength);
        this.session = session;
        this.beginToken = beginToken;
        window = new int[chunkLength];
    }

    /// <summary>Scores one window of exactly the chunk's length and returns the estimate so far.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two micro-batches.</exception>
    public PerplexityEstimate Add(ReadOnlySpan<int> tokens, CancellationToken cancellation = default)
    {
        tokens[..window.Length].CopyTo(window);
        window[0] = beginToken ?? window[0];
        session.Truncate(0);
        int first = window.Length / 2;
        int at = 0;
        while (at < window.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(session.MaximumOutputs, window.Length - at);
            // Nothing is scored before the middle nor at the last position.
            int outputs = Math.Clamp(at + count - first, 0, count);
            session.EvaluateMicroBatch(window.AsSpan(at, count), outputs);
            for (int i = 0; i < outputs; i++)
            {
                int position = at + count - outputs + i;
                if (position < window.Length - 1)
                {
                    Score(session.Logits(i), tokens[position + 1]);
                }
            }

            at += count;
        }

        chunks++;
        return Estimate();
    }

    private void Score(ReadOnlySpan<float> logits, int next)
    {
        float maximum = float.NegativeInfinity;
        foreach (float logit in logits)
        {
            maximum = MathF.Max(maximum, logit);
        }

        double total = 0;
        foreach (float logit in logits)
        {
            total += MathF.Exp(logit - maximum);
        }

        double loss = Math.Log(total) - (logits[next] - maximum);
        sum += loss;
        sumOfSquares += loss * loss;
        scored++;
    }

    private PerplexityEstimate Estimate()
    {
        double mean = sum / scored;
        double variance = (sumOfSquares / scored) - (mean * mean);
        double error = variance > 0 && scored > 1 ? Math.Sqrt(variance / (scored - 1)) : 0;
        double value = Math.Exp(mean);
        return new PerplexityEstimate(chunks, scored, value, error * value);
    }
}

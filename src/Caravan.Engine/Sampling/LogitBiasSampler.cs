// Adds given numbers to the logits of given tokens.
namespace Caravan.Engine.Sampling;

/// <summary>Adds to each biased token's logit the sum of its biases; negative infinity forbids the token.</summary>
public sealed class LogitBiasSampler : ISampler
{
    private readonly Dictionary<int, float> _biases = [];

    /// <summary>A stage for the given biases.</summary>
    /// <param name="biases">Finite or negative infinite biases; those of one token add up.</param>
    /// <param name="vocabularySize">The number of tokens.</param>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or a bias is NaN or positive infinity.</exception>
    public LogitBiasSampler(IEnumerable<LogitBias> biases, int vocabularySize)
    {
        ArgumentNullException.ThrowIfNull(biases);
        foreach (LogitBias bias in biases)
        {
            if ((uint)bias.Token >= (uint)vocabularySize)
            {
                throw new ArgumentException(
                    $"a logit bias names token {bias.Token}; the vocabulary has tokens 0 to {vocabularySize - 1}",
                    nameof(biases)
                );
            }

            if (!(bias.Bias < float.PositiveInfinity))
            {
                throw new ArgumentException(
                    $"the logit bias of token {bias.Token} is {bias.Bias}; a finite number or -inf is expected",
                    nameof(biases)
                );
            }

            _biases[bias.Token] = _biases.GetValueOrDefault(bias.Token) + bias.Bias;
        }
    }

    /// <inheritdoc/>
    public string Name => "logit-bias";

    /// <inheritdoc/>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ReadOnlySpan<int> tokens = candidates.Tokens;
        Span<float> logits = candidates.Logits;
        if (candidates.IsInTokenOrder)
        {
            foreach ((int token, float bias) in _biases)
            {
                if (token < logits.Length)
                {
                    logits[token] += bias;
                }
            }
        }
        else
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                if (_biases.TryGetValue(tokens[i], out float bias))
                {
                    logits[i] += bias;
                }
            }
        }

        candidates.IsSorted = false;
    }
}

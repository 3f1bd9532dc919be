// How the router turns its logits into probabilities.
namespace Caravan.Models;

/// <summary>Function on the router's logits; the numbers are those of <c>expert_gating_func</c> in files.</summary>
public enum ExpertGating
{
    /// <summary>Softmax over all experts.</summary>
    Softmax = 1,

    /// <summary>Sigmoid of each expert.</summary>
    Sigmoid = 2,
}

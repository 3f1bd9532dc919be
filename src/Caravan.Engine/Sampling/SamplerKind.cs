// The samplers that a user may order by name or letter.
namespace Caravan.Engine.Sampling;

/// <summary>A stage of the sampler chain that <c>--samplers</c> and <c>--sampling-seq</c> can name.</summary>
public enum SamplerKind
{
    /// <summary>Repetition, frequency and presence penalties.</summary>
    Penalties,

    /// <summary>DRY: a penalty on tokens that would continue a repeated sequence.</summary>
    Dry,

    /// <summary>Masks logits more than n standard deviations below the largest.</summary>
    TopNSigma,

    /// <summary>Keeps the k largest logits.</summary>
    TopK,

    /// <summary>Locally typical sampling.</summary>
    TypicalP,

    /// <summary>Nucleus sampling: keeps the most probable tokens up to a total probability.</summary>
    TopP,

    /// <summary>Keeps tokens whose probability is at least a share of the largest.</summary>
    MinP,

    /// <summary>Exclude top choices: now and then removes all probable tokens but the least probable of them.</summary>
    Xtc,

    /// <summary>Temperature, plain or dynamic.</summary>
    Temperature,

    /// <summary>Chooses tokens near an adaptive target probability; always the last of the chain.</summary>
    AdaptiveP,
}

// llama: Llama 2 and 3, Mistral, and with experts Mixtral.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>Llama 2 and 3 (Meta), Mistral and Mixtral, and the many models that follow them.</summary>
internal sealed class LlamaArchitecture : Architecture
{
    // Llama 3.1 and later give divisors of the frequencies, one for all layers.
    private const string FrequencyFactors = "rope_freqs.weight";

    public override string Name => "llama";

    internal override ModelHyperparameters ReadHyperparameters(HyperparameterReader reader)
    {
        ModelHyperparameters model = HyperparameterRules.Dense(reader, Name, RopeMode.Normal);
        HyperparameterRules.RequireFeedForward(reader, HyperparameterRules.RequireEqualHeads(reader, model));
        return reader.Integer("expert_count", 0, 0, ModelLimits.Experts) == 0
            ? model
            : model with
            {
                Experts = HyperparameterRules.Experts(reader, model.FeedForwardLength),
            };
    }

    internal override void DeclareLayer(WeightTable weights, ModelHyperparameters model, int layer)
    {
        weights.TryVector(FrequencyFactors, model.Rope.Dimensions / 2);
        RotaryAttention.Declare(weights, model, layer);
        if (model.Experts is null)
        {
            FeedForward.Declare(weights, layer, model.Width, model.FeedForwardLength);
            FeedForward.DeclareBiases(weights, layer, model.Width, model.FeedForwardLength);
        }
        else
        {
            ExpertFeedForward.Declare(weights, layer, model.Width, model.Experts);
        }
    }

    internal override GraphTensor Attention(ModelGraphBuilder model, int layer, GraphTensor x) =>
        RotaryAttention.Build(
            model,
            layer,
            x,
            model.Weights.Has(FrequencyFactors) ? model.Weight(FrequencyFactors) : null
        );

    internal override GraphTensor FeedForwardLayer(ModelGraphBuilder model, int layer, GraphTensor x) =>
        model.Model.Experts is null
            ? FeedForward.Build(model, layer, x)
            : ExpertFeedForward.Build(model, layer, x, model.Model.Experts);
}

// qwen2: Qwen 1.5, 2 and 2.5, with biases on queries, keys and values.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>Qwen2 (Alibaba).</summary>
internal sealed class Qwen2Architecture : Architecture
{
    public override string Name => "qwen2";

    internal override ModelHyperparameters ReadHyperparameters(HyperparameterReader reader)
    {
        ModelHyperparameters model = HyperparameterRules.Dense(reader, Name, RopeMode.Neox);
        return HyperparameterRules.RequireFeedForward(reader, HyperparameterRules.RequireEqualHeads(reader, model));
    }

    internal override void DeclareLayer(WeightTable weights, ModelHyperparameters model, int layer)
    {
        RotaryAttention.Declare(weights, model, layer);
        FeedForward.Declare(weights, layer, model.Width, model.FeedForwardLength);
    }

    internal override GraphTensor Attention(ModelGraphBuilder model, int layer, GraphTensor x) =>
        RotaryAttention.Build(model, layer, x);

    internal override GraphTensor FeedForwardLayer(ModelGraphBuilder model, int layer, GraphTensor x) =>
        FeedForward.Build(model, layer, x);
}

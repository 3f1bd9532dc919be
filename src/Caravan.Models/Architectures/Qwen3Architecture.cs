// qwen3: norms over each head of queries and keys instead of biases.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>Qwen3, dense (Alibaba).</summary>
internal sealed class Qwen3Architecture : Architecture
{
    public override string Name => "qwen3";

    internal override ModelHyperparameters ReadHyperparameters(HyperparameterReader reader)
    {
        ModelHyperparameters model = HyperparameterRules.Dense(reader, Name, RopeMode.Neox);
        return HyperparameterRules.RequireFeedForward(reader, HyperparameterRules.RequireEqualHeads(reader, model));
    }

    internal override void DeclareLayer(WeightTable weights, ModelHyperparameters model, int layer)
    {
        RotaryAttention.Declare(weights, model, layer);
        RotaryAttention.DeclareHeadNorms(weights, model, layer);
        FeedForward.Declare(weights, layer, model.Width, model.FeedForwardLength);
    }

    internal override GraphTensor Attention(ModelGraphBuilder model, int layer, GraphTensor x) =>
        RotaryAttention.Build(model, layer, x);

    internal override GraphTensor FeedForwardLayer(ModelGraphBuilder model, int layer, GraphTensor x) =>
        FeedForward.Build(model, layer, x);
}

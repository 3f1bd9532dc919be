// qwen3moe: qwen3 with experts in every layer.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>Qwen3, mixture of experts (Alibaba).</summary>
internal sealed class Qwen3MoeArchitecture : Architecture
{
    public override string Name => "qwen3moe";

    internal override ModelHyperparameters ReadHyperparameters(HyperparameterReader reader)
    {
        ModelHyperparameters model = HyperparameterRules.Dense(reader, Name, RopeMode.Neox);
        HyperparameterRules.RequireEqualHeads(reader, model);
        return model with { Experts = HyperparameterRules.Experts(reader, ExpertLength(reader, model)) };
    }

    internal override void DeclareLayer(WeightTable weights, ModelHyperparameters model, int layer)
    {
        RotaryAttention.Declare(weights, model, layer);
        RotaryAttention.DeclareHeadNorms(weights, model, layer);
        ExpertFeedForward.Declare(weights, layer, model.Width, model.Experts!);
    }

    internal override GraphTensor Attention(ModelGraphBuilder model, int layer, GraphTensor x) =>
        RotaryAttention.Build(model, layer, x);

    internal override GraphTensor FeedForwardLayer(ModelGraphBuilder model, int layer, GraphTensor x) =>
        ExpertFeedForward.Build(model, layer, x, model.Model.Experts!);

    // Without a length of their own the experts used share that of a dense layer.
    private static int ExpertLength(HyperparameterReader reader, ModelHyperparameters model)
    {
        const string Key = "expert_feed_forward_length";
        if (reader.Contains(Key))
        {
            return reader.Integer(Key, 1, ModelLimits.Width);
        }

        int used = reader.Integer("expert_used_count", 1, ModelLimits.Experts);
        return model.FeedForwardLength >= used
            ? model.FeedForwardLength / used
            : throw reader.Error(Key, "is missing", "the inner width of an expert");
    }
}

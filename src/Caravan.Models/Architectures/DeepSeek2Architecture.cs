// deepseek2: DeepSeek V2, V2-Lite, V2.5, V3 and R1: latent attention and shared experts.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>DeepSeek V2 to V3 and R1.</summary>
internal sealed class DeepSeek2Architecture : Architecture
{
    public override string Name => "deepseek2";

    internal override ModelHyperparameters ReadHyperparameters(HyperparameterReader reader)
    {
        ModelHyperparameters model = HyperparameterRules.Dense(reader, Name, RopeMode.Normal);
        if (reader.Float("attention.temperature_scale", 0) != 0)
        {
            throw reader.Error(
                "attention.temperature_scale",
                "is set",
                "no such key: attention temperature is not supported"
            );
        }

        int ahead = reader.Integer("nextn_predict_layers", 0, 0, ModelLimits.Layers);
        if (ahead >= model.Layers)
        {
            throw reader.Error("nextn_predict_layers", $"is {ahead}", $"fewer than the {model.Layers} layers");
        }

        // Files that store the latent describe it as one head; the heads it stands for have keys of their own.
        bool forOneHead = reader.Contains("attention.key_length_mla") || reader.Contains("attention.value_length_mla");
        int keyLength = forOneHead
            ? reader.Integer("attention.key_length_mla", 1, ModelLimits.HeadLength)
            : model.KeyLength;
        int valueLength = forOneHead
            ? reader.Integer("attention.value_length_mla", 1, ModelLimits.HeadLength)
            : model.ValueLength;
        if (model.Rope.Dimensions >= keyLength)
        {
            throw reader.Error(
                "rope.dimension_count",
                $"is {model.Rope.Dimensions}",
                $"fewer than the {keyLength} elements of a key"
            );
        }

        model = model with
        {
            Layers = model.Layers - ahead,
            KeyValueHeads = model.Heads,
            KeyLength = keyLength,
            ValueLength = valueLength,
            Rope = model.Rope with { YarnLogMultiplier = reader.Float("rope.scaling.yarn_log_multiplier", 0) },
            Latent = new LatentHyperparameters(
                reader.Integer("attention.q_lora_rank", 0, 0, ModelLimits.Width),
                reader.Integer("attention.kv_lora_rank", 1, ModelLimits.Width),
                forOneHead
            ),
        };
        return model with { Experts = Experts(reader, model) };
    }

    internal override void DeclareLayer(WeightTable weights, ModelHyperparameters model, int layer)
    {
        LatentAttention.Declare(weights, model, layer);
        ExpertHyperparameters experts = model.Experts!;
        if (layer < experts.LeadingDenseLayers)
        {
            FeedForward.Declare(weights, layer, model.Width, model.FeedForwardLength);
            return;
        }

        ExpertFeedForward.Declare(weights, layer, model.Width, experts, mayHaveBias: true);
        if (experts.SharedCount > 0)
        {
            int inner = experts.FeedForwardLength * experts.SharedCount;
            FeedForward.Declare(weights, layer, model.Width, inner, "_shexp");
        }
    }

    internal override GraphTensor Attention(ModelGraphBuilder model, int layer, GraphTensor x) =>
        LatentAttention.Build(model, layer, x);

    internal override GraphTensor FeedForwardLayer(ModelGraphBuilder model, int layer, GraphTensor x)
    {
        ExpertHyperparameters experts = model.Model.Experts!;
        if (layer < experts.LeadingDenseLayers)
        {
            return FeedForward.Build(model, layer, x);
        }

        GraphTensor routed = ExpertFeedForward.Build(model, layer, x, experts);
        if (experts.SharedCount == 0)
        {
            return routed;
        }

        GraphTensor shared = FeedForward.Build(model, layer, x, "_shexp");
        return model.Name(model.Ops.Add(routed, shared), "ffn_out", layer);
    }

    private static ExpertHyperparameters Experts(HyperparameterReader reader, ModelHyperparameters model)
    {
        int leading = reader.Integer("leading_dense_block_count", 0, 0, ModelLimits.Layers);
        if (leading > 0)
        {
            HyperparameterRules.RequireFeedForward(reader, model);
        }

        int inner = reader.Integer("expert_feed_forward_length", 1, ModelLimits.Width);
        int shared = reader.Integer("expert_shared_count", 0, ModelLimits.Experts);
        if ((long)inner * shared > ModelLimits.Width)
        {
            throw reader.Error(
                "expert_shared_count",
                $"is {shared}",
                $"at most {ModelLimits.Width / inner} of {inner} elements each"
            );
        }

        return HyperparameterRules.Experts(reader, inner) with
        {
            SharedCount = shared,
            LeadingDenseLayers = leading,
            Gating = Gating(reader, model),
            NormalizeWeights = reader.Bool("expert_weights_norm", false),
            WeightsScale = reader.Float("expert_weights_scale", 0),
        };
    }

    private static ExpertGating Gating(HyperparameterReader reader, ModelHyperparameters model)
    {
        const string Key = "expert_gating_func";
        int function = reader.Integer(Key, 0, 0, int.MaxValue);
        return function switch
        {
            // V2 and V2.5 files name none. Neither do those of GLM 4.7 Lite, known by its shape alone, which is sigmoid.
            0 when model.Layers is 47 or 48 && model.VocabularySize == 154_880 => ExpertGating.Sigmoid,
            0 or 1 => ExpertGating.Softmax,
            2 => ExpertGating.Sigmoid,
            _ => throw reader.Error(Key, $"is {function}", "1 (softmax) or 2 (sigmoid)"),
        };
    }
}

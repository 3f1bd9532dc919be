// Writes the hyperparameters of a model to be made.
using Caravan.Gguf;

namespace Caravan.Engine.ModelMaking;

internal static class ModelKeys
{
    // llama.cpp's number for sigmoid gating, which deepseek2's later models use.
    private const uint SigmoidGating = 2;

    /// <summary>Sets the keys of the architecture.</summary>
    internal static void Set(GgufWriter writer, ModelShape shape, string name, int vocabulary)
    {
        string prefix = $"{shape.Architecture}.";
        writer.Set(GgufKeys.Architecture, shape.Architecture);
        writer.Set(GgufKeys.Name, name);
        Number("block_count", shape.Layers);
        Number("context_length", shape.ContextLength);
        Number("embedding_length", shape.Width);
        if (shape.FeedForwardLength > 0)
        {
            Number("feed_forward_length", shape.FeedForwardLength);
        }

        Number("attention.head_count", shape.Heads);
        Number("attention.head_count_kv", shape.KeyValueHeads);
        Number("attention.key_length", shape.HeadLength);
        Number("attention.value_length", shape.Latent?.ValueLength ?? shape.HeadLength);
        writer.Set($"{prefix}attention.layer_norm_rms_epsilon", 1e-5f);
        Number("rope.dimension_count", shape.Latent?.RotatedLength ?? shape.HeadLength);
        writer.Set($"{prefix}rope.freq_base", shape.FrequencyBase);
        Number("vocab_size", vocabulary);
        if (shape.Latent is { } latent)
        {
            Number("attention.kv_lora_rank", latent.KeyValueRank);
            if (latent.QueryRank > 0)
            {
                Number("attention.q_lora_rank", latent.QueryRank);
            }
        }

        if (shape.Experts is { } experts)
        {
            SetExperts(experts);
        }

        void SetExperts(ExpertShape experts)
        {
            Number("expert_count", experts.Count);
            Number("expert_used_count", experts.Used);
            if (shape.Architecture == "llama")
            {
                // There the experts' width is that of the dense layers they replace.
                Number("feed_forward_length", experts.FeedForwardLength);
                return;
            }

            Number("expert_feed_forward_length", experts.FeedForwardLength);
            if (shape.Latent is not null)
            {
                Number("expert_shared_count", experts.SharedCount);
                Number("leading_dense_block_count", experts.LeadingDenseLayers);
                writer.Set($"{prefix}expert_gating_func", SigmoidGating);
                writer.Set($"{prefix}expert_weights_norm", true);
                writer.Set($"{prefix}expert_weights_scale", 1f);
            }
        }

        void Number(string key, int value) => writer.Set(prefix + key, (uint)value);
    }
}

// Reads the hyperparameters that all architectures share, and those of rope and experts.
using Caravan.Gguf;
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>Keys, defaults and checks shared by architectures; the defaults are llama.cpp's.</summary>
internal static class HyperparameterRules
{
    /// <summary>Attention and widths of an ordinary decoder, without experts.</summary>
    internal static ModelHyperparameters Dense(HyperparameterReader reader, string architecture, RopeMode mode)
    {
        int layers = reader.Integer("block_count", 1, ModelLimits.Layers);
        int width = reader.Integer("embedding_length", 1, ModelLimits.Width);
        int heads = reader.UniformInteger("attention.head_count", layers, 1, ModelLimits.Heads);
        int keyValueHeads = reader.Contains("attention.head_count_kv")
            ? reader.UniformInteger("attention.head_count_kv", layers, 1, ModelLimits.Heads)
            : heads;
        if (heads % keyValueHeads != 0)
        {
            throw reader.Error("attention.head_count_kv", $"is {keyValueHeads}", $"a divisor of {heads} heads");
        }

        int context = reader.Integer("context_length", 1, ModelLimits.Context);
        int keyLength = HeadLength(reader, "attention.key_length", width, heads);
        return new ModelHyperparameters(
            architecture,
            Vocabulary(reader),
            context,
            width,
            layers,
            reader.Contains("feed_forward_length")
                ? reader.UniformInteger("feed_forward_length", layers, 1, ModelLimits.Width)
                : 0,
            heads,
            keyValueHeads,
            keyLength,
            HeadLength(reader, "attention.value_length", width, heads),
            reader.PositiveFloat("attention.layer_norm_rms_epsilon"),
            Rope(reader, mode, context, keyLength),
            Experts: null,
            Latent: null
        );
    }

    /// <summary>Requires key, value and rotated lengths to be equal, as the graphs of these architectures assume.</summary>
    internal static ModelHyperparameters RequireEqualHeads(HyperparameterReader reader, ModelHyperparameters model)
    {
        if (model.ValueLength != model.KeyLength)
        {
            throw reader.Error(
                "attention.value_length",
                $"is {model.ValueLength}",
                $"{model.KeyLength}, the length of a key"
            );
        }

        if (model.Rope.Dimensions != model.KeyLength)
        {
            throw reader.Error(
                "rope.dimension_count",
                $"is {model.Rope.Dimensions}",
                $"{model.KeyLength}, the length of a key"
            );
        }

        return model;
    }

    /// <summary>Requires the inner width of dense feed-forward layers.</summary>
    internal static ModelHyperparameters RequireFeedForward(HyperparameterReader reader, ModelHyperparameters model) =>
        model.FeedForwardLength > 0
            ? model
            : throw reader.Error("feed_forward_length", "is missing", "the inner width of the feed-forward layers");

    /// <summary>Counts and groups of experts, which must be there; router and widths are the architecture's.</summary>
    internal static ExpertHyperparameters Experts(HyperparameterReader reader, int feedForwardLength)
    {
        int count = reader.Integer("expert_count", 1, ModelLimits.Experts);
        int used = reader.Integer("expert_used_count", 1, ModelLimits.Experts);
        if (used > count)
        {
            throw reader.Error("expert_used_count", $"is {used}", $"at most {count}, the number of experts");
        }

        int groups = reader.Integer("expert_group_count", 0, 0, ModelLimits.Experts);
        int groupsUsed = reader.Integer("expert_group_used_count", 0, 0, ModelLimits.Experts);
        if (groups > 1)
        {
            // A group is scored by its two best experts.
            if (count % groups != 0 || count / groups < 2)
            {
                throw reader.Error(
                    "expert_group_count",
                    $"is {groups}",
                    $"a divisor of {count} experts that leaves 2 or more in a group"
                );
            }

            if (groupsUsed < 1 || groupsUsed >= groups || groupsUsed * (count / groups) < used)
            {
                throw reader.Error(
                    "expert_group_used_count",
                    $"is {groupsUsed}",
                    $"fewer than {groups} groups that hold the {used} experts used"
                );
            }
        }

        return new ExpertHyperparameters(
            count,
            used,
            feedForwardLength,
            SharedCount: 0,
            LeadingDenseLayers: 0,
            ExpertGating.Softmax,
            NormalizeWeights: true,
            WeightsScale: 0,
            groups,
            groupsUsed
        );
    }

    private static int HeadLength(HyperparameterReader reader, string key, int width, int heads)
    {
        if (reader.Contains(key))
        {
            return reader.Integer(key, 1, ModelLimits.HeadLength);
        }

        return width % heads == 0
            ? width / heads
            : throw reader.Error(
                "embedding_length",
                $"is {width}",
                $"a multiple of {heads} heads, or the key {key} with the length of a head"
            );
    }

    private static int Vocabulary(HyperparameterReader reader)
    {
        const string Tokens = "tokenizer.ggml.tokens";
        if (!reader.Metadata.Contains(Tokens))
        {
            return reader.Integer("vocab_size", 1, ModelLimits.Vocabulary);
        }

        int count = HyperparameterReader.Read(() => reader.Metadata.GetArray(Tokens)).Count;
        return count is >= 1 and <= ModelLimits.Vocabulary
            ? count
            : throw new ModelException(
                $"{reader.Metadata.Source}: {Tokens} has {count} tokens, expected 1 to {ModelLimits.Vocabulary}"
            );
    }

    private static RopeHyperparameters Rope(HyperparameterReader reader, RopeMode mode, int context, int keyLength)
    {
        int dimensions = reader.Integer("rope.dimension_count", keyLength, 1, ModelLimits.HeadLength);
        if (dimensions % 2 != 0 || dimensions > keyLength)
        {
            throw reader.Error(
                "rope.dimension_count",
                $"is {dimensions}",
                $"an even number of at most {keyLength}, the length of a key"
            );
        }

        // The older key is that of the first files with linear scaling.
        string factorKey = reader.Contains("rope.scaling.factor") ? "rope.scaling.factor" : "rope.scale_linear";
        float factor = reader.Float(factorKey, 0);
        if (factor < 0)
        {
            throw reader.Error(factorKey, $"is {factor}", "a factor above 0, or 0 for none");
        }

        return new RopeHyperparameters(
            dimensions,
            mode,
            reader.PositiveFloat("rope.freq_base", 10_000),
            factor == 0 ? 1 : 1 / factor,
            ScalingType(reader),
            reader.Integer("rope.scaling.original_context_length", context, 1, ModelLimits.Context),
            reader.PositiveFloat("rope.scaling.attn_factor", 1),
            reader.Float("rope.scaling.yarn_ext_factor", -1),
            reader.PositiveFloat("rope.scaling.yarn_attn_factor", 1),
            reader.PositiveFloat("rope.scaling.yarn_beta_fast", 32),
            reader.PositiveFloat("rope.scaling.yarn_beta_slow", 1),
            YarnLogMultiplier: 0
        );
    }

    private static RopeScalingType ScalingType(HyperparameterReader reader)
    {
        string name = reader.Text("rope.scaling.type", "linear");
        return name switch
        {
            "none" => RopeScalingType.None,
            "linear" => RopeScalingType.Linear,
            "yarn" => RopeScalingType.Yarn,
            _ => throw reader.Error("rope.scaling.type", $"is {GgufText.Quote(name)}", "none, linear or yarn"),
        };
    }
}

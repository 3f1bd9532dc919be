// Lists the tensors of a model of a given shape, and how their values are spread.
using Caravan.Tensors;

namespace Caravan.Engine.ModelMaking;

/// <summary>
/// Matrices have a standard deviation of one over the root of their inputs, so that states keep their size from layer to
/// layer; norms are near one. Names and shapes are those of llama.cpp's converters.
/// </summary>
internal sealed class ModelPlan
{
    // Logits of standard deviation 4 choose tokens about as sharply as trained models do.
    private const float OutputGain = 4;

    // Half the size of what a layer adds after its norm: tokens weigh, and so does what layers make of them.
    private const float EmbeddingDeviation = 0.5f;
    private const float NormDeviation = 0.1f;
    private const float BiasDeviation = 0.1f;

    private readonly ModelShape shape;
    private readonly List<TensorPlan> tensors = [];

    private ModelPlan(ModelShape shape) => this.shape = shape;

    /// <summary>All tensors, in the order they are written.</summary>
    internal static IReadOnlyList<TensorPlan> Of(ModelShape shape, int vocabulary)
    {
        ModelPlan plan = new(shape);
        plan.tensors.Add(
            new TensorPlan("token_embd.weight", new TensorShape(shape.Width, vocabulary), 0, EmbeddingDeviation)
        );
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            plan.AddLayer(layer);
        }

        plan.Norm("output_norm.weight", shape.Width);
        plan.Matrix("output.weight", shape.Width, vocabulary, gain: OutputGain);
        return plan.tensors;
    }

    private void AddLayer(int layer)
    {
        string prefix = $"blk.{layer}.";
        Norm($"{prefix}attn_norm.weight", shape.Width);
        if (shape.Latent is { } latent)
        {
            AddLatentAttention(prefix, latent);
        }
        else
        {
            AddAttention(prefix);
        }

        Norm($"{prefix}ffn_norm.weight", shape.Width);
        if (shape.Experts is { } experts && layer >= experts.LeadingDenseLayers)
        {
            AddExperts(prefix, experts);
        }
        else
        {
            AddFeedForward(prefix, shape.FeedForwardLength, "");
        }
    }

    private void AddAttention(string prefix)
    {
        int queries = shape.Heads * shape.HeadLength;
        int keys = shape.KeyValueHeads * shape.HeadLength;
        Matrix($"{prefix}attn_q.weight", shape.Width, queries);
        Matrix($"{prefix}attn_k.weight", shape.Width, keys);
        Matrix($"{prefix}attn_v.weight", shape.Width, keys);
        if (shape.Architecture == "qwen2")
        {
            Bias($"{prefix}attn_q.bias", queries);
            Bias($"{prefix}attn_k.bias", keys);
            Bias($"{prefix}attn_v.bias", keys);
        }

        if (shape.Architecture is "qwen3" or "qwen3moe")
        {
            Norm($"{prefix}attn_q_norm.weight", shape.HeadLength);
            Norm($"{prefix}attn_k_norm.weight", shape.HeadLength);
        }

        Matrix($"{prefix}attn_output.weight", queries, shape.Width);
    }

    private void AddLatentAttention(string prefix, LatentShape latent)
    {
        int queries = shape.Heads * shape.HeadLength;
        if (latent.QueryRank > 0)
        {
            Matrix($"{prefix}attn_q_a.weight", shape.Width, latent.QueryRank);
            Norm($"{prefix}attn_q_a_norm.weight", latent.QueryRank);
            Matrix($"{prefix}attn_q_b.weight", latent.QueryRank, queries);
        }
        else
        {
            Matrix($"{prefix}attn_q.weight", shape.Width, queries);
        }

        int unrotated = shape.HeadLength - latent.RotatedLength;
        Matrix($"{prefix}attn_kv_a_mqa.weight", shape.Width, latent.KeyValueRank + latent.RotatedLength);
        Norm($"{prefix}attn_kv_a_norm.weight", latent.KeyValueRank);
        Matrix($"{prefix}attn_kv_b.weight", latent.KeyValueRank, shape.Heads * (unrotated + latent.ValueLength));
        Matrix($"{prefix}attn_output.weight", shape.Heads * latent.ValueLength, shape.Width);
    }

    private void AddFeedForward(string prefix, int inner, string suffix)
    {
        Matrix($"{prefix}ffn_gate{suffix}.weight", shape.Width, inner);
        Matrix($"{prefix}ffn_up{suffix}.weight", shape.Width, inner);
        Matrix($"{prefix}ffn_down{suffix}.weight", inner, shape.Width);
    }

    private void AddExperts(string prefix, ExpertShape experts)
    {
        int inner = experts.FeedForwardLength;
        Matrix($"{prefix}ffn_gate_inp.weight", shape.Width, experts.Count);
        Matrix($"{prefix}ffn_gate_exps.weight", shape.Width, inner, experts.Count);
        Matrix($"{prefix}ffn_up_exps.weight", shape.Width, inner, experts.Count);
        Matrix($"{prefix}ffn_down_exps.weight", inner, shape.Width, experts.Count);
        if (experts.SharedCount > 0)
        {
            AddFeedForward(prefix, checked(inner * experts.SharedCount), "_shexp");
        }
    }

    private void Matrix(string name, int inputs, int outputs, int experts = 1, float gain = 1) =>
        tensors.Add(new TensorPlan(name, new TensorShape(inputs, outputs, experts), 0, gain / MathF.Sqrt(inputs)));

    private void Norm(string name, int length) =>
        tensors.Add(new TensorPlan(name, new TensorShape(length), 1, NormDeviation));

    private void Bias(string name, int length) =>
        tensors.Add(new TensorPlan(name, new TensorShape(length), 0, BiasDeviation));
}

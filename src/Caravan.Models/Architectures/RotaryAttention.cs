// Attention with rotary positions in the form llama and the qwen family share.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>Projections, optional query and key norms, ROPE, attention, output projection.</summary>
internal static class RotaryAttention
{
    /// <summary>Declares the projections, with biases where the file has them.</summary>
    internal static void Declare(WeightTable weights, ModelHyperparameters model, int layer)
    {
        int queries = model.Heads * model.KeyLength;
        int keys = model.KeyValueHeads * model.KeyLength;
        int values = model.KeyValueHeads * model.ValueLength;
        Projection("attn_q", model.Width, queries);
        Projection("attn_k", model.Width, keys);
        Projection("attn_v", model.Width, values);
        Projection("attn_output", model.Heads * model.ValueLength, model.Width);

        void Projection(string name, int ne0, int ne1)
        {
            weights.Matrix(ModelGraphBuilder.InLayer(layer, $"{name}.weight"), ne0, ne1);
            weights.TryVector(ModelGraphBuilder.InLayer(layer, $"{name}.bias"), ne1);
        }
    }

    /// <summary>Declares the norms over each head of queries and keys.</summary>
    internal static void DeclareHeadNorms(WeightTable weights, ModelHyperparameters model, int layer)
    {
        weights.Vector(ModelGraphBuilder.InLayer(layer, "attn_q_norm.weight"), model.KeyLength);
        weights.Vector(ModelGraphBuilder.InLayer(layer, "attn_k_norm.weight"), model.KeyLength);
    }

    /// <summary>Attention of the normed <paramref name="x"/> [width, tokens].</summary>
    /// <param name="model">The graph under construction.</param>
    /// <param name="layer">Layer number.</param>
    /// <param name="x">Normed hidden states.</param>
    /// <param name="frequencyFactors">Divisors of the frequencies, or null.</param>
    internal static GraphTensor Build(
        ModelGraphBuilder model,
        int layer,
        GraphTensor x,
        GraphTensor? frequencyFactors = null
    )
    {
        ModelHyperparameters h = model.Model;
        GraphTensor q = Heads("attn_q", "Qcur", h.Heads, h.KeyLength);
        GraphTensor k = Heads("attn_k", "Kcur", h.KeyValueHeads, h.KeyLength);
        GraphTensor v = Heads("attn_v", "Vcur", h.KeyValueHeads, h.ValueLength);
        q = Rotate(q, "attn_q_norm.weight", "Qcur");
        k = Rotate(k, "attn_k_norm.weight", "Kcur");
        GraphTensor attended = SelfAttention.Build(model, layer, q, k, v, 1 / MathF.Sqrt(h.KeyLength));
        return model.Linear(attended, ModelGraphBuilder.InLayer(layer, "attn_output"));

        GraphTensor Heads(string weight, string name, int heads, int length)
        {
            GraphTensor projected = model.Linear(x, ModelGraphBuilder.InLayer(layer, weight));
            projected = model.Name(projected, name, layer);
            return model.Ops.Reshape(projected, length, heads, Extent.Tokens);
        }

        GraphTensor Rotate(GraphTensor heads, string norm, string name)
        {
            string weight = ModelGraphBuilder.InLayer(layer, norm);
            if (model.Weights.Has(weight))
            {
                heads = model.Name(model.Norm(heads, weight), $"{name}_normed", layer);
            }

            return model.Name(model.Ops.Rope(heads, model.Positions, model.Rope, frequencyFactors), name, layer);
        }
    }
}

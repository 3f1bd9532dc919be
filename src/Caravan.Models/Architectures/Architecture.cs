// What one architecture adds to the common decoder: its hyperparameters, weights, attention and feed-forward.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>A model architecture. It only reads metadata and builds graphs; it knows no devices.</summary>
public abstract class Architecture
{
    /// <summary>The name in <c>general.architecture</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Reads and checks the hyperparameters.</summary>
    internal abstract ModelHyperparameters ReadHyperparameters(HyperparameterReader reader);

    /// <summary>Declares the weights of one layer.</summary>
    internal abstract void DeclareLayer(WeightTable weights, ModelHyperparameters model, int layer);

    /// <summary>Attention of the normed <paramref name="x"/> [width, tokens], output projection included.</summary>
    internal abstract GraphTensor Attention(ModelGraphBuilder model, int layer, GraphTensor x);

    /// <summary>Feed-forward of the normed <paramref name="x"/> [width, rows].</summary>
    internal abstract GraphTensor FeedForwardLayer(ModelGraphBuilder model, int layer, GraphTensor x);

    /// <summary>Declares every weight of the model and refuses tensors that no weight uses.</summary>
    internal void DeclareWeights(WeightTable weights, ModelHyperparameters model)
    {
        weights.Matrix("token_embd.weight", model.Width, model.VocabularySize);
        weights.Vector("output_norm.weight", model.Width);
        weights.TryMatrix("output.weight", model.Width, model.VocabularySize);
        weights.TryVector("output.bias", model.VocabularySize);
        for (int layer = 0; layer < model.Layers; layer++)
        {
            weights.Vector(ModelGraphBuilder.InLayer(layer, "attn_norm.weight"), model.Width);
            weights.Vector(ModelGraphBuilder.InLayer(layer, "ffn_norm.weight"), model.Width);
            DeclareLayer(weights, model, layer);
        }

        weights.RequireAllUsed(name => IsIgnored(name, model.Layers));
    }

    /// <summary>Builds the decoder: embedding, layers with two residuals each, norm, output.</summary>
    internal ModelGraph BuildGraph(ModelGraphBuilder model)
    {
        GraphBuilder ops = model.Ops;
        GraphTensor x = ops.Name(ops.GetRows(model.Weight("token_embd.weight"), model.Tokens), "inp_embd");
        int layers = model.Model.Layers;
        for (int layer = 0; layer < layers; layer++)
        {
            GraphTensor normed = model.Norm(x, ModelGraphBuilder.InLayer(layer, "attn_norm.weight"));
            GraphTensor attended = Attention(model, layer, model.Name(normed, "attn_norm", layer));
            attended = model.Name(attended, "attn_out", layer);
            if (layer == layers - 1)
            {
                // Nothing later looks at other tokens: from here on only the rows whose logits are wanted are computed.
                attended = model.SelectOutputs(attended);
                x = model.SelectOutputs(x);
            }

            GraphTensor input = model.Name(ops.Add(attended, x), "ffn_inp", layer);
            normed = model.Norm(input, ModelGraphBuilder.InLayer(layer, "ffn_norm.weight"));
            GraphTensor output = FeedForwardLayer(model, layer, model.Name(normed, "ffn_norm", layer));
            x = model.Name(ops.Add(output, input), "l_out", layer);
        }

        x = ops.Name(model.Norm(x, "output_norm.weight"), "result_norm");
        string head = model.Weights.Has("output.weight") ? "output.weight" : "token_embd.weight";
        x = ops.MulMat(model.Weight(head), x);
        if (model.Weights.Has("output.bias"))
        {
            x = ops.Add(x, model.Weight("output.bias"));
        }

        return model.Build(ops.Name(x, "result_output"));
    }

    // Layers past the last predict further tokens (MTP); attn_rot_embd holds frequencies that every engine computes itself.
    private static bool IsIgnored(string name, int layers)
    {
        if (!name.StartsWith("blk.", StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> rest = name.AsSpan("blk.".Length);
        int dot = rest.IndexOf('.');
        return dot > 0
            && int.TryParse(rest[..dot], out int layer)
            && (layer >= layers || rest[(dot + 1)..] is "attn_rot_embd.weight" or "attn_rot_embd");
    }
}

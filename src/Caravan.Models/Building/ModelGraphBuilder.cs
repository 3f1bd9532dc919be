// What all architectures' graphs share: inputs, named weights, norms and linear layers.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Models;

/// <summary>The state of building one model graph.</summary>
internal sealed class ModelGraphBuilder
{
    private readonly List<LayerCache> caches = [];
    private readonly List<DerivedWeight> derived = [];
    private readonly List<string> notices = [];
    private readonly GraphTensor outputRows;
    private GraphTensor? valueElements;
    private int valueElementsPerToken;

    internal ModelGraphBuilder(ModelHyperparameters model, WeightTable weights, ModelGraphOptions options)
    {
        Model = model;
        Weights = weights;
        Options = options;
        Rope = RopeResolution.Resolve(model.Rope, options.Rope);
        Tokens = Ops.Input("inp_tokens", TensorType.I32, Extents.Shape(Extent.Tokens));
        Positions = Ops.Input("inp_pos", TensorType.I32, Extents.Shape(Extent.Tokens));
        Mask = Ops.Input(
            "kq_mask",
            options.FlashAttention ? TensorType.F16 : TensorType.F32,
            Extents.Shape(Extent.CacheLength, Extent.Tokens)
        );
        CacheRows = Ops.Input("cache_rows", TensorType.I64, Extents.Shape(Extent.Tokens));
        outputRows = Ops.Input("inp_out_ids", TensorType.I32, Extents.Shape(Extent.Outputs));
    }

    /// <summary>The ops.</summary>
    internal GraphBuilder Ops { get; } = new();

    /// <summary>The model's hyperparameters.</summary>
    internal ModelHyperparameters Model { get; }

    /// <summary>The checked weights.</summary>
    internal WeightTable Weights { get; }

    /// <summary>The caller's choices.</summary>
    internal ModelGraphOptions Options { get; }

    /// <summary>Parameters of ROPE.</summary>
    internal RopeParameters Rope { get; }

    /// <summary>Token ids, I32 [tokens].</summary>
    internal GraphTensor Tokens { get; }

    /// <summary>Positions, I32 [tokens].</summary>
    internal GraphTensor Positions { get; }

    /// <summary>Attention mask [cache length, tokens].</summary>
    internal GraphTensor Mask { get; }

    /// <summary>Cache rows, I64 [tokens].</summary>
    internal GraphTensor CacheRows { get; }

    /// <summary>The name of a layer's tensor in files.</summary>
    internal static string InLayer(int layer, string name) => $"blk.{layer}.{name}";

    /// <summary>A checked weight.</summary>
    internal GraphTensor Weight(string name) => Weights.Leaf(Ops, name);

    /// <summary>A weight that is computed at load.</summary>
    internal GraphTensor Weight(DerivedWeight weight)
    {
        derived.Add(weight);
        return Ops.Weight(weight.Name, weight.Type, weight.Shape);
    }

    /// <summary>Names a layer's tensor as llama.cpp does: <c>Qcur-0</c>.</summary>
    internal GraphTensor Name(GraphTensor tensor, string name, int layer) => Ops.Name(tensor, $"{name}-{layer}");

    /// <summary>Root mean square norm times a weight.</summary>
    internal GraphTensor Norm(GraphTensor x, string weight) =>
        Ops.Mul(Ops.RmsNorm(x, Model.NormEpsilon), Weight(weight));

    /// <summary>The matrix <c>NAME.weight</c> times <paramref name="x"/>, plus <c>NAME.bias</c> where the model has it.</summary>
    internal GraphTensor Linear(GraphTensor x, string name)
    {
        GraphTensor product = Ops.MulMat(Weight($"{name}.weight"), x);
        string bias = $"{name}.bias";
        return Weights.Has(bias) ? Ops.Add(product, Weight(bias)) : product;
    }

    /// <summary>Rows of the tokens whose logits are wanted.</summary>
    internal GraphTensor SelectOutputs(GraphTensor x) => Ops.GetRows(x, outputRows);

    /// <summary>Where value elements go in a transposed cache, I64 [tokens * elements]; one input for all layers.</summary>
    internal GraphTensor ValueElements(int elementsPerToken)
    {
        valueElementsPerToken = elementsPerToken;
        return valueElements ??= Ops.Input(
            "cache_value_elements",
            TensorType.I64,
            Extents.Shape(Extent.Tokens * elementsPerToken)
        );
    }

    /// <summary>Notes a layer's cache.</summary>
    internal void AddCache(LayerCache cache) => caches.Add(cache);

    /// <summary>Adds a line about an option, once.</summary>
    internal void Notice(string line)
    {
        if (!notices.Contains(line))
        {
            notices.Add(line);
        }
    }

    /// <summary>Finishes the graph.</summary>
    internal ModelGraph Build(GraphTensor logits)
    {
        Ops.Output(logits);
        return new ModelGraph
        {
            Graph = Ops.Build(),
            Tokens = Tokens,
            Positions = Positions,
            Mask = Mask,
            CacheRows = CacheRows,
            ValueElements = valueElements,
            ValueElementsPerToken = valueElements is null ? 0 : valueElementsPerToken,
            OutputRows = outputRows,
            Logits = logits,
            Caches = [.. caches],
            DerivedWeights = [.. derived],
            Notices = [.. notices],
        };
    }
}

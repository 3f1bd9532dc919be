// Chooses the type of each matrix as llama-quantize does, without an importance matrix.
using Caravan.Tensors;

namespace Caravan.Engine.ModelMaking;

/// <summary>
/// The rules of <c>llama-quant.cpp</c> (llama.cpp, 2026): the output, values and feed-forward output matter more than
/// other matrices, the first and last layers more than those between. Some rules count matrices in order of layer and name.
/// </summary>
internal sealed class MixRules
{
    private readonly QuantizationMix mix;
    private readonly MixSubject model;
    private readonly bool tied;
    private readonly int valueMatrices;
    private int valuesSeen;
    private int downsSeen;

    private MixRules(QuantizationMix mix, MixSubject model, IEnumerable<string> names)
    {
        this.mix = mix;
        this.model = model;
        List<TensorCategory> categories = [.. names.Select(TensorCategories.Of)];
        tied = !categories.Contains(TensorCategory.Output);
        valueMatrices = categories.Count(category => category == TensorCategory.AttentionValue);
    }

    /// <summary>The type of every tensor that the mix applies to, by name; others keep theirs.</summary>
    internal static Dictionary<string, TensorType> Plan(
        QuantizationMix mix,
        MixSubject model,
        IReadOnlyCollection<(string Name, TensorShape Shape)> tensors,
        MixOverrides overrides
    )
    {
        MixRules rules = new(mix, model, tensors.Select(tensor => tensor.Name));
        Dictionary<string, TensorType> types = new(StringComparer.Ordinal);
        foreach (
            (string name, TensorShape shape) in tensors
                .OrderBy(tensor => TensorCategories.Layer(tensor.Name))
                .ThenBy(tensor => tensor.Name, StringComparer.Ordinal)
        )
        {
            TensorCategory category = TensorCategories.Of(name);
            if (
                !TensorCategories.MayBeQuantized(name, shape)
                || (overrides.LeaveOutput && category == TensorCategory.Output)
            )
            {
                continue;
            }

            types[name] = category switch
            {
                TensorCategory.TokenEmbedding when overrides.TokenEmbedding is { } type => type,
                TensorCategory.Output when overrides.Output is { } type => type,
                _ when !TensorTypes.Get(mix.DefaultType).IsQuantized => mix.DefaultType,
                _ => Fitting(overrides.Pure ? mix.DefaultType : rules.Choose(name, category, shape, overrides), shape),
            };
        }

        return types;
    }

    private TensorType Choose(string name, TensorCategory category, TensorShape shape, MixOverrides overrides)
    {
        if (category == TensorCategory.Output || (tied && category == TensorCategory.TokenEmbedding))
        {
            bool fits = shape.Ne0 % TensorTypes.Get(mix.DefaultType).BlockElements == 0;
            return overrides.Output ?? (fits && mix.DefaultType != TensorType.Q8_0 ? TensorType.Q6_K : TensorType.Q8_0);
        }

        return category switch
        {
            TensorCategory.AttentionValue => Value(valuesSeen++),
            TensorCategory.AttentionKey when model.Experts == 8 => TensorType.Q8_0,
            TensorCategory.AttentionOutput => AttentionOutput(),
            // Layers of a mixture of experts need not come in order: the name tells.
            TensorCategory.FeedForwardDown => Down(
                model.Experts > 1 ? Math.Max(TensorCategories.Layer(name), 0) : downsSeen++
            ),
            _ => mix.DefaultType,
        };
    }

    private TensorType Value(int index)
    {
        if (model.Experts == 8)
        {
            return TensorType.Q8_0;
        }

        bool shared = model.HeadsPerKeyValueHead >= 4;
        TensorType type = mix.FileType switch
        {
            ModelFileType.Q2_K => shared ? TensorType.Q4_K : TensorType.Q3_K,
            ModelFileType.Q3_K_M => index < 2 ? TensorType.Q5_K : TensorType.Q4_K,
            ModelFileType.Q3_K_L => TensorType.Q5_K,
            ModelFileType.IQ4_NL or ModelFileType.IQ4_XS when shared => TensorType.Q5_K,
            ModelFileType.Q4_K_M or ModelFileType.Q5_K_M when DeservesMoreBits(index, valueMatrices) => TensorType.Q6_K,
            ModelFileType.Q4_K_S when index < 4 => TensorType.Q5_K,
            _ => mix.DefaultType,
        };
        return model.Is70B && (type is TensorType.Q3_K or TensorType.Q4_K) ? TensorType.Q5_K : type;
    }

    private TensorType Down(int layer)
    {
        int layers = model.Layers;
        return mix.FileType switch
        {
            ModelFileType.Q2_K => TensorType.Q3_K,
            ModelFileType.Q3_K_M => layer < layers / 16 ? TensorType.Q5_K : TensorType.Q4_K,
            ModelFileType.Q3_K_L => TensorType.Q5_K,
            ModelFileType.Q4_K_M or ModelFileType.Q5_K_M when DeservesMoreBits(layer, layers) => TensorType.Q6_K,
            ModelFileType.Q4_K_S or ModelFileType.IQ4_NL or ModelFileType.IQ4_XS when layer < layers / 8 =>
                TensorType.Q5_K,
            _ => mix.DefaultType,
        };
    }

    private TensorType AttentionOutput() =>
        mix.FileType switch
        {
            ModelFileType.Q2_K
            or ModelFileType.Q3_K_S
            or ModelFileType.Q3_K_M
            or ModelFileType.Q4_K_S
            or ModelFileType.Q4_K_M
            or ModelFileType.IQ4_NL
            or ModelFileType.IQ4_XS when model.Experts == 8 => TensorType.Q5_K,
            ModelFileType.Q2_K => TensorType.Q3_K,
            ModelFileType.Q3_K_M => TensorType.Q4_K,
            ModelFileType.Q3_K_L when model.Experts != 8 => TensorType.Q5_K,
            _ => mix.DefaultType,
        };

    /// <summary>The first and last eighth of the layers, and every third one between.</summary>
    private static bool DeservesMoreBits(int layer, int layers) =>
        layer < layers / 8 || layer >= 7 * layers / 8 || (layer - (layers / 8)) % 3 == 2;

    /// <summary>The type itself, or where rows are no multiple of its block the one that stands in for it.</summary>
    private static TensorType Fitting(TensorType type, TensorShape shape)
    {
        if (shape.Ne0 % TensorTypes.Get(type).BlockElements == 0)
        {
            return type;
        }

        TensorType smaller = type switch
        {
            TensorType.IQ4_XS => TensorType.IQ4_NL,
            TensorType.Q2_K or TensorType.Q3_K => TensorType.Q4_0,
            TensorType.Q4_K => TensorType.Q5_0,
            TensorType.Q5_K => TensorType.Q5_1,
            TensorType.Q6_K => TensorType.Q8_0,
            _ => TensorType.F16,
        };
        return shape.Ne0 % TensorTypes.Get(smaller).BlockElements == 0 ? smaller : TensorType.F16;
    }
}

// Tells from a tensor's name what it is and whether it may be quantized.
using System.Globalization;
using Caravan.Tensors;

namespace Caravan.Engine.ModelMaking;

/// <summary>The names are those of GGUF files; the rules are llama.cpp's (<c>llama-quant.cpp</c>, 2026).</summary>
internal static class TensorCategories
{
    // Small matrices that quantization would harm more than it saves.
    private static readonly string[] NeverQuantized =
    [
        "_norm.weight",
        "ffn_gate_inp.weight",
        "ssm_conv1d",
        "shortconv.conv.weight",
        "attn_rel_b.weight",
        "position_embd.weight",
        "token_types.weight",
    ];

    /// <summary>The role of the tensor called <paramref name="name"/>.</summary>
    internal static TensorCategory Of(string name)
    {
        return name switch
        {
            "output.weight" => TensorCategory.Output,
            "token_embd.weight" or "per_layer_token_embd.weight" => TensorCategory.TokenEmbedding,
            _ when Has("attn_qkv.weight") || Has("attn_kv_b.weight") || Has("attn_v.weight") =>
                TensorCategory.AttentionValue,
            _ when Has("attn_k.weight") => TensorCategory.AttentionKey,
            _ when Has("attn_output.weight") => TensorCategory.AttentionOutput,
            _ when Has("ffn_down") => TensorCategory.FeedForwardDown,
            _ => TensorCategory.Other,
        };

        bool Has(string part) => name.Contains(part, StringComparison.Ordinal);
    }

    /// <summary>Whether a tensor takes the mix's types at all: matrices called weight, but for norms and routers.</summary>
    internal static bool MayBeQuantized(string name, TensorShape shape) =>
        shape.Rows > 1
        && name.EndsWith("weight", StringComparison.Ordinal)
        && !Array.Exists(NeverQuantized, part => name.Contains(part, StringComparison.Ordinal));

    /// <summary>The layer in <c>blk.N.</c>; -1 for tensors of no layer.</summary>
    internal static int Layer(string name)
    {
        const string Prefix = "blk.";
        int end = name.IndexOf('.', Math.Min(Prefix.Length, name.Length));
        return
            name.StartsWith(Prefix, StringComparison.Ordinal)
            && end > 0
            && int.TryParse(
                name.AsSpan(Prefix.Length, end - Prefix.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int layer
            )
            ? layer
            : -1;
    }
}

// The roles of tensors that the mixes tell apart.
namespace Caravan.Engine.ModelMaking;

/// <summary>A matrix's role, as far as the mixes care.</summary>
internal enum TensorCategory
{
    Other,
    TokenEmbedding,
    Output,
    AttentionKey,

    /// <summary><c>attn_v</c>, and <c>attn_qkv</c> and <c>attn_kv_b</c>, which hold the values as well.</summary>
    AttentionValue,
    AttentionOutput,
    FeedForwardDown,
}

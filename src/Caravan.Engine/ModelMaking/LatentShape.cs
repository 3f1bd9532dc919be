// The latent attention of a model to be made.
namespace Caravan.Engine;

/// <summary>Multi-head latent attention (deepseek2), written with <c>attn_kv_b</c>.</summary>
/// <param name="QueryRank">Rank of the query projection; 0 when queries are projected at once.</param>
/// <param name="KeyValueRank">Elements of the latent that keys and values share.</param>
/// <param name="RotatedLength">Elements of a key head that carry the position, after the others.</param>
/// <param name="ValueLength">Elements of a value head.</param>
public sealed record LatentShape(int QueryRank, int KeyValueRank, int RotatedLength, int ValueLength);

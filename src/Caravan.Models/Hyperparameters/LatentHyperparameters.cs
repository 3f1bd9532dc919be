// The numbers that describe multi-head latent attention.
namespace Caravan.Models;

/// <summary>Multi-head latent attention (DeepSeek-V2, 2024): keys and values are projected up from one latent a token.</summary>
/// <param name="QueryRank">Rank of the query projection; 0 when queries are projected at once (V2-Lite).</param>
/// <param name="KeyValueRank">Elements of the latent that keys and values share.</param>
/// <param name="StoredForOneHead">
/// True when the file describes attention by its latent (one key-value head, <c>key_length_mla</c>), as llama.cpp writes it
/// since 2025.
/// </param>
public sealed record LatentHyperparameters(int QueryRank, int KeyValueRank, bool StoredForOneHead);

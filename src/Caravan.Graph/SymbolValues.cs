// The runtime scalars that a symbolic graph is run with.
namespace Caravan.Graph;

/// <summary>Values of the symbols for one step. One compiled program serves every combination up to its maximum.</summary>
/// <param name="Tokens">Tokens in this micro-batch.</param>
/// <param name="CacheLength">Cache positions that attention looks at (<c>n_kv</c>), a multiple of the padding.</param>
/// <param name="Outputs">Rows of logits wanted.</param>
public readonly record struct SymbolValues(long Tokens, long CacheLength, long Outputs);

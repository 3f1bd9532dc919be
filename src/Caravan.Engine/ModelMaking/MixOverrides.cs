// What a user asks for against the rules of a mix.
using Caravan.Tensors;

namespace Caravan.Engine.ModelMaking;

/// <summary>Exceptions from a mix's rules.</summary>
/// <param name="Pure">The mix's own type for every matrix.</param>
/// <param name="LeaveOutput">The output matrix keeps its type.</param>
/// <param name="Output">The output matrix's type, or null for the rules' choice.</param>
/// <param name="TokenEmbedding">The token embedding's type, or null for the rules' choice.</param>
internal sealed record MixOverrides(
    bool Pure = false,
    bool LeaveOutput = false,
    TensorType? Output = null,
    TensorType? TokenEmbedding = null
);

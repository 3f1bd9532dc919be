// A model's graph with its inputs, output, caches and derived weights by name.
using System.Collections.Immutable;
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>
/// The graph of one step, symbolic in tokens, cache length and outputs. Weight leaves carry the names of the file's tensors;
/// a leaf may have more dimensions than the file's tensor but has the same bytes. Those in <see cref="DerivedWeights"/> are
/// computed when the model is loaded.
/// </summary>
public sealed record ModelGraph
{
    /// <summary>The graph; its one output is <see cref="Logits"/>.</summary>
    public required Caravan.Graph.Graph Graph { get; init; }

    /// <summary>Token ids, I32 [tokens].</summary>
    public required GraphTensor Tokens { get; init; }

    /// <summary>Positions, I32 [tokens].</summary>
    public required GraphTensor Positions { get; init; }

    /// <summary>0 where a token sees a cache row, minus infinity elsewhere: [cache length, tokens], F16 for flash attention, else F32.</summary>
    public required GraphTensor Mask { get; init; }

    /// <summary>Cache row each token is stored in, I64 [tokens].</summary>
    public required GraphTensor CacheRows { get; init; }

    /// <summary>
    /// Without flash attention: where each value element is stored in the transposed cache, I64 [tokens * elements], element j
    /// of token t at <c>j * context + row(t)</c>. Null with flash attention.
    /// </summary>
    public required GraphTensor? ValueElements { get; init; }

    /// <summary>Value elements of a token in each layer's cache; 0 where <see cref="ValueElements"/> is null.</summary>
    public required int ValueElementsPerToken { get; init; }

    /// <summary>Tokens whose logits are wanted, I32 [outputs].</summary>
    public required GraphTensor OutputRows { get; init; }

    /// <summary>Logits, F32 [vocabulary, outputs].</summary>
    public required GraphTensor Logits { get; init; }

    /// <summary>The cache of each layer.</summary>
    public required ImmutableArray<LayerCache> Caches { get; init; }

    /// <summary>Weights that the file holds in another form.</summary>
    public required ImmutableArray<DerivedWeight> DerivedWeights { get; init; }

    /// <summary>One line each about options that run in another form than asked for.</summary>
    public required ImmutableArray<string> Notices { get; init; }
}

// Where the bytes of a graph's tensor come from.
namespace Caravan.Graph;

/// <summary>Where a tensor's bytes come from.</summary>
public enum TensorRole
{
    /// <summary>Read-only bytes bound when the graph is compiled: model weights.</summary>
    Weight,

    /// <summary>Bytes bound when the graph is compiled and kept between runs: a KV cache.</summary>
    State,

    /// <summary>Bytes given before each run.</summary>
    Input,

    /// <summary>Computed by the node itself.</summary>
    Computed,
}

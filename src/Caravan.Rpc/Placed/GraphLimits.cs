// The sizes beyond which a client's graph is refused.
namespace Caravan.Rpc;

/// <summary>Limits of graphs and of what is kept of them. The largest graphs of real clients have some ten thousand nodes.</summary>
internal static class GraphLimits
{
    /// <summary>Nodes of a graph.</summary>
    internal const int Nodes = 1 << 18;

    /// <summary>Tensors of a graph.</summary>
    internal const int Tensors = 1 << 18;

    /// <summary>Programs kept for one device of a connection: tensor overrides make one or two for each layer.</summary>
    internal const int Programs = 64;

    /// <summary>Bytes of messages kept to compare the next one with, for one device of a connection.</summary>
    internal const long KeptBytes = 256L << 20;

    /// <summary>Views of views; ggml names the tensor below all of them, so that its own graphs have one.</summary>
    internal const int ViewDepth = 16;
}

// The port of ggml RPC.
namespace Caravan.Rpc;

/// <summary>Port numbers.</summary>
public static class RpcPorts
{
    /// <summary>The port that peers listen on unless told otherwise.</summary>
    public const int Usual = 50052;
}

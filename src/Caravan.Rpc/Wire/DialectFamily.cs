// The families of ggml RPC dialects that are told apart by the first bytes of a connection.
namespace Caravan.Rpc;

/// <summary>What kind of HELLO opens a connection.</summary>
public enum DialectFamily
{
    /// <summary>ik_llama.cpp: HELLO without a payload.</summary>
    Ik,

    /// <summary>llama.cpp since 4.x: HELLO with 24 bytes of connection capabilities.</summary>
    Upstream,
}

// Names of requests as ggml spells them, for messages.
namespace Caravan.Rpc;

/// <summary>The field's names of commands.</summary>
internal static class RequestNames
{
    private static readonly string[] Names =
    [
        "ALLOC_BUFFER",
        "GET_ALIGNMENT",
        "GET_MAX_SIZE",
        "BUFFER_GET_BASE",
        "FREE_BUFFER",
        "BUFFER_CLEAR",
        "SET_TENSOR",
        "SET_TENSOR_HASH",
        "GET_TENSOR",
        "COPY_TENSOR",
        "GRAPH_COMPUTE",
        "GET_DEVICE_MEMORY",
        "INIT_TENSOR",
        "GET_ALLOC_SIZE",
        "HELLO",
        "DEVICE_COUNT",
        "GRAPH_RECOMPUTE",
        "MEMSET_TENSOR",
    ];

    /// <summary>The name of a command's number.</summary>
    internal static string Of(byte command) => command < Names.Length ? Names[command] : "unknown command";
}

// Tells clients of llama.cpp's RPC 3.x, which greet as ik_llama.cpp does, by the lengths of their descriptors.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>
/// Upstream 3.x shares K's HELLO and command numbers; its descriptors have 296 bytes instead of 344 and its ops other
/// numbers. Looked for only until a first descriptor made sense as K's.
/// </summary>
internal static class OlderUpstream
{
    private const int DescriptorBytes = 296;
    private const int DataOffset = 220;
    private const int BufferOffset = 12;

    // Where in a SET_TENSOR with such a descriptor the content begins.
    private const int SetTensorHeader = DescriptorBytes + 8;

    /// <summary>Why such a client is refused.</summary>
    internal const string Reason =
        "the client speaks llama.cpp's RPC 3.x (descriptors of 296 bytes), which is not served; here are ik_llama.cpp's 3.5 "
        + "(344 bytes) and llama.cpp's 5.x: update the client";

    /// <summary>True when a request with that length, wrong for K, is one of upstream 3.x.</summary>
    internal static bool HasLength(RpcCommand command, ulong length) =>
        command switch
        {
            RpcCommand.SetTensorHash or RpcCommand.GetTensor => length == DescriptorBytes + 16,
            RpcCommand.CopyTensor => length == 2 * DescriptorBytes,
            RpcCommand.InitTensor => length == DescriptorBytes,
            RpcCommand.GetAllocationSize => length == 4 + DescriptorBytes,
            _ => false,
        };

    /// <summary>Bytes of SET_TENSOR's payload that <see cref="IsSetTensor"/> wants to see, fewer in a shorter one.</summary>
    internal static int SetTensorLook(ulong length) =>
        (int)Math.Min(length, (ulong)RequestLengths.SetTensorHeader(Dialect.Ik));

    /// <summary>True when SET_TENSOR's address, taken as upstream 3.x lays it out, lies in the buffer that it names.</summary>
    internal static bool IsSetTensor(ReadOnlySpan<byte> beginning, BufferTable buffers) =>
        beginning.Length >= SetTensorHeader
        && buffers.TryFind(
            BinaryPrimitives.ReadUInt64LittleEndian(beginning[BufferOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(beginning[DataOffset..]),
            out _,
            out _
        );

    /// <summary>True when a graph's counts fit its length with descriptors of upstream 3.x and not with those of K.</summary>
    internal static bool IsGraph(ReadOnlySpan<byte> graph)
    {
        if (graph.Length < RequestLengths.GraphHeader)
        {
            return false;
        }

        long counted = RequestLengths.GraphHeader + (8L * BinaryPrimitives.ReadUInt32LittleEndian(graph[4..]));
        if (counted + 4 > graph.Length)
        {
            return false;
        }

        long tensors = BinaryPrimitives.ReadUInt32LittleEndian(graph[(int)counted..]);
        long table = graph.Length - counted - 4;
        return tensors > 0 && table == tensors * DescriptorBytes;
    }
}

// Where the fields of requests lie, for damage that is aimed.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>Positions of descriptors in payloads and of fields in descriptors.</summary>
internal static class FuzzFields
{
    private const int SourcesOffset = 124;

    /// <summary>The descriptors of an undamaged payload.</summary>
    /// <param name="command">The request's command.</param>
    /// <param name="dialect">What it is in.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="first">Receives the offset of the first.</param>
    /// <param name="count">Receives their number; all lie within the payload.</param>
    internal static void Descriptors(
        RpcCommand command,
        Dialect dialect,
        ReadOnlySpan<byte> payload,
        out int first,
        out int count
    )
    {
        (first, int most) = command switch
        {
            RpcCommand.SetTensor or RpcCommand.SetTensorHash or RpcCommand.GetTensor => (0, 1),
            RpcCommand.InitTensor or RpcCommand.MemsetTensor => (0, 1),
            RpcCommand.CopyTensor => (0, 2),
            RpcCommand.GetAllocationSize => (4, int.MaxValue),
            RpcCommand.ComputeGraph => (Table(payload), int.MaxValue),
            _ => (0, 0),
        };
        count = Math.Min(most, Math.Max(0, payload.Length - first) / dialect.DescriptorBytes);
    }

    /// <summary>A field of a descriptor, chosen at random.</summary>
    /// <returns>Its offset and its width in bytes, 4 or 8.</returns>
    internal static (int Offset, int Width) Pick(Dialect dialect, ref FuzzRandom random)
    {
        int behind = SourcesOffset + (8 * dialect.MaximumSources);
        return random.Below(12) switch
        {
            0 => (0, 8),
            1 => (8, 4),
            2 => (12, 8),
            3 or 4 => (20 + (4 * random.Below(4)), 4),
            5 or 6 => (36 + (4 * random.Below(4)), 4),
            7 => (52, 4),
            8 => (56 + (4 * random.Below(16)), 4),
            9 => (SourcesOffset + (8 * random.Below(4)), 8),
            10 => (behind + (8 * random.Below(2)), 8),
            _ => (behind + 16, 8),
        };
    }

    // Device, number of nodes, their ids, number of tensors, table.
    private static int Table(ReadOnlySpan<byte> graph) =>
        graph.Length < 8
            ? graph.Length
            : 12 + (8 * Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(graph[4..]), 0, graph.Length / 8));
}

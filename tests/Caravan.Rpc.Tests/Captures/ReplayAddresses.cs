// Turns the handles and addresses of a recorded server into those of the server that is asked now.
using System.Buffers.Binary;

namespace Caravan.Rpc.Tests.Captures;

/// <summary>Maps buffers, field by field, between a recorded connection and a live one.</summary>
internal sealed class ReplayAddresses(GgmlLayout layout)
{
    private readonly Dictionary<ulong, ulong> handles = [];
    private readonly Dictionary<ulong, (ulong Recorded, ulong Live)> bases = [];

    /// <summary>Learns a buffer's handle from the two answers to ALLOC_BUFFER.</summary>
    internal void AddHandle(ReadOnlySpan<byte> recorded, ReadOnlySpan<byte> live) =>
        handles[Read(recorded, 0)] = Read(live, 0);

    /// <summary>Learns a buffer's base address from the two answers to BUFFER_GET_BASE.</summary>
    internal void AddBase(ReadOnlySpan<byte> recordedRequest, ReadOnlySpan<byte> recorded, ReadOnlySpan<byte> live) =>
        bases[Read(recordedRequest, 0)] = (Read(recorded, 0), Read(live, 0));

    /// <summary>A copy of a recorded request as the live server has to be asked.</summary>
    internal byte[] Map(GgmlCommand command, byte[] recorded)
    {
        byte[] request = [.. recorded];
        switch (command)
        {
            case GgmlCommand.BufferGetBase or GgmlCommand.FreeBuffer or GgmlCommand.BufferClear:
                MapHandle(request);
                break;
            case GgmlCommand.SetTensor
            or GgmlCommand.SetTensorHash
            or GgmlCommand.GetTensor
            or GgmlCommand.InitTensor
            or GgmlCommand.MemsetTensor:
                MapDescriptor(request);
                break;
            case GgmlCommand.CopyTensor:
                MapDescriptor(request);
                MapDescriptor(request.AsSpan(layout.Bytes));
                break;
            case GgmlCommand.GetAllocSize:
                MapTable(request.AsSpan(4));
                break;
            case GgmlCommand.GraphCompute:
                int nodes = BinaryPrimitives.ReadInt32LittleEndian(request.AsSpan(4));
                MapTable(request.AsSpan(12 + 8 * nodes));
                break;
            default:
                break;
        }

        return request;
    }

    private void MapTable(Span<byte> table)
    {
        for (int at = 0; at < table.Length; at += layout.Bytes)
        {
            MapDescriptor(table[at..]);
        }
    }

    // A buffer that was never handed out is another program's pointer: real clients send them, servers have to bear it.
    private void MapDescriptor(Span<byte> descriptor)
    {
        Span<byte> buffer = descriptor[GgmlLayout.Buffer..];
        if (bases.TryGetValue(Read(buffer, 0), out (ulong Recorded, ulong Live) known))
        {
            Span<byte> data = descriptor[layout.Data..];
            BinaryPrimitives.WriteUInt64LittleEndian(data, Read(data, 0) - known.Recorded + known.Live);
            MapHandle(buffer);
        }
    }

    private void MapHandle(Span<byte> field)
    {
        if (handles.TryGetValue(Read(field, 0), out ulong live))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(field, live);
        }
    }

    private static ulong Read(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}

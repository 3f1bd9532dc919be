// Turns a script's handles and addresses into those of the worker that is fuzzed.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>What the worker gave out on this connection, by what the script says in its place.</summary>
internal sealed class FuzzAddresses(Dialect dialect)
{
    private const int BufferOffset = 12;
    private readonly Dictionary<ulong, ulong> handles = [];
    private readonly Dictionary<ulong, (ulong Recorded, ulong Live)> bases = [];
    private readonly int dataOffset = 140 + (8 * dialect.MaximumSources);

    /// <summary>Forgets everything.</summary>
    internal void Clear()
    {
        handles.Clear();
        bases.Clear();
    }

    /// <summary>Takes handle or base address out of an answer.</summary>
    /// <param name="request">The request that was answered, as recorded.</param>
    /// <param name="answer">The answer with its length word.</param>
    internal void Learn(FuzzRequest request, ReadOnlySpan<byte> answer)
    {
        const int lengthBytes = 8;
        if (answer.Length < lengthBytes + sizeof(ulong) || request.Answer is null)
        {
            return;
        }

        ulong live = BinaryPrimitives.ReadUInt64LittleEndian(answer[lengthBytes..]);
        switch ((RpcCommand)request.Command)
        {
            case RpcCommand.AllocateBuffer:
                handles[BinaryPrimitives.ReadUInt64LittleEndian(request.Answer)] = live;
                break;
            case RpcCommand.GetBufferBase:
                ulong handle = BinaryPrimitives.ReadUInt64LittleEndian(request.Payload);
                bases[handle] = (BinaryPrimitives.ReadUInt64LittleEndian(request.Answer), live);
                break;
            default:
                break;
        }
    }

    /// <summary>Replaces recorded numbers in a payload.</summary>
    internal void Map(RpcCommand command, Span<byte> payload)
    {
        switch (command)
        {
            case RpcCommand.GetBufferBase or RpcCommand.FreeBuffer or RpcCommand.ClearBuffer:
                MapHandle(payload);
                break;
            default:
                FuzzFields.Descriptors(command, dialect, payload, out int first, out int count);
                for (int i = 0; i < count; i++)
                {
                    MapDescriptor(payload[(first + (i * dialect.DescriptorBytes))..]);
                }

                break;
        }
    }

    private void MapDescriptor(Span<byte> descriptor)
    {
        Span<byte> buffer = descriptor[BufferOffset..];
        if (bases.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(buffer), out (ulong Recorded, ulong Live) known))
        {
            Span<byte> data = descriptor[dataOffset..];
            ulong address = BinaryPrimitives.ReadUInt64LittleEndian(data);
            BinaryPrimitives.WriteUInt64LittleEndian(data, unchecked(address - known.Recorded + known.Live));
            MapHandle(buffer);
        }
    }

    private void MapHandle(Span<byte> field)
    {
        if (handles.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(field), out ulong live))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(field, live);
        }
    }
}

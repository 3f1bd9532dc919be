// A request, or the beginning of one, that does harm to a server that trusts it.
using System.Buffers.Binary;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>Bytes to send, and whether a well-behaved server has an answer that must be read before the next frame.</summary>
internal sealed record HostileFrame(byte[] Bytes)
{
    /// <summary>A complete request.</summary>
    internal static HostileFrame Of(GgmlCommand command, byte[] payload) => new(RawConnection.Frame(command, payload));

    /// <summary>A request that promises <paramref name="length"/> bytes and brings fewer.</summary>
    internal static HostileFrame Promising(GgmlCommand command, ulong length, params ReadOnlySpan<byte> brought)
    {
        byte[] bytes = new byte[9 + brought.Length];
        bytes[0] = (byte)command;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(1), length);
        brought.CopyTo(bytes.AsSpan(9));
        return new HostileFrame(bytes);
    }
}

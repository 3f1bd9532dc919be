// Sends answers: a length and the bytes.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>Frames answers so that small ones leave in one piece. Used by one thread.</summary>
internal sealed class AnswerWriter(IByteTransport transport)
{
    private const int LengthBytes = 8;

    private readonly byte[] scratch = GC.AllocateUninitializedArray<byte>(FrameLimits.AnswerBytes, pinned: true);

    /// <summary>Sends an answer without content.</summary>
    internal void Empty() => Send([]);

    /// <summary>Sends a byte.</summary>
    internal void Byte(byte value) => Send([value]);

    /// <summary>Sends a 32-bit number.</summary>
    internal void Number(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Send(bytes);
    }

    /// <summary>Sends a 64-bit number.</summary>
    internal void Number(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Send(bytes);
    }

    /// <summary>Sends two 64-bit numbers.</summary>
    internal void Numbers(ulong first, ulong second)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, first);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], second);
        Send(bytes);
    }

    /// <summary>Sends bytes.</summary>
    /// <param name="content">At most <see cref="FrameLimits.AnswerBytes"/> less 8.</param>
    internal void Send(ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(scratch, (ulong)content.Length);
        content.CopyTo(scratch.AsSpan(LengthBytes));
        Transmit(scratch.AsSpan(0, LengthBytes + content.Length));
    }

    /// <summary>Sends bytes of a buffer; what exceeds the first piece leaves from where it lies.</summary>
    internal void Send(WorkerBuffer buffer, long offset, long count)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(scratch, (ulong)count);
        int first = (int)Math.Min(count, scratch.Length - LengthBytes);
        buffer.Read(offset, scratch.AsSpan(LengthBytes, first));
        Transmit(scratch.AsSpan(0, LengthBytes + first));
        for (long done = first; done < count; )
        {
            ReadOnlySpan<byte> piece = buffer.Peek(offset + done, count - done, scratch);
            Transmit(piece);
            done += piece.Length;
        }
    }

    private void Transmit(ReadOnlySpan<byte> bytes)
    {
        if (!transport.Send(bytes))
        {
            throw new BadFrameException("the client went away or stopped reading before it had its answer");
        }
    }
}

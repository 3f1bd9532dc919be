// Takes requests out of the bytes that a client sends.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>
/// Reads headers and payloads. Memory grows with what has arrived, never with what a header promises. Used by one thread.
/// </summary>
internal sealed class FrameReader
{
    /// <summary>Bytes before a payload: the command and the payload's length.</summary>
    internal const int HeaderBytes = 9;

    private readonly IByteTransport transport;
    private readonly TimeSpan frameTimeout;
    private readonly TimeSpan? idleTimeout;
    private byte[] received = GC.AllocateUninitializedArray<byte>(FrameLimits.ReceiveBytes, pinned: true);
    private int start;
    private int end;

    /// <summary>Creates a reader.</summary>
    /// <param name="transport">Where bytes come from.</param>
    /// <param name="frameTimeout">Longest silence within a request and before the first.</param>
    /// <param name="idleTimeout">Longest silence between requests; null for any.</param>
    internal FrameReader(IByteTransport transport, TimeSpan frameTimeout, TimeSpan? idleTimeout)
    {
        this.transport = transport;
        this.frameTimeout = frameTimeout;
        this.idleTimeout = idleTimeout;
    }

    /// <summary>Set once the client has said HELLO: from then on it may be silent between requests.</summary>
    internal bool IsGreeted { get; set; }

    /// <summary>Reads a request's header.</summary>
    /// <returns>False when the client ended the connection between two requests.</returns>
    /// <exception cref="BadFrameException">It ended, or fell silent, in the middle.</exception>
    internal bool TryReadHeader(out byte command, out ulong length)
    {
        command = 0;
        length = 0;
        if (start == end && !WaitForFrame())
        {
            return false;
        }

        ReadOnlySpan<byte> header = Read(HeaderBytes);
        command = header[0];
        length = BinaryPrimitives.ReadUInt64LittleEndian(header[1..]);
        return true;
    }

    /// <summary>Reads bytes of a payload.</summary>
    /// <returns>The bytes, valid until the next call.</returns>
    internal ReadOnlySpan<byte> Read(int count)
    {
        while (end - start < count)
        {
            MakeRoom(count);
            end += ReceiveWithin(received.AsSpan(end), count - (end - start));
        }

        ReadOnlySpan<byte> bytes = received.AsSpan(start, count);
        start += count;
        return bytes;
    }

    /// <summary>Reads bytes of a payload to where they belong: what has not arrived yet comes there straight.</summary>
    internal void ReadInto(Span<byte> destination)
    {
        int buffered = Math.Min(end - start, destination.Length);
        received.AsSpan(start, buffered).CopyTo(destination);
        start += buffered;
        destination = destination[buffered..];
        while (!destination.IsEmpty)
        {
            destination = destination[ReceiveWithin(destination, destination.Length)..];
        }
    }

    private bool WaitForFrame()
    {
        start = 0;
        end = 0;
        TimeSpan? patience = IsGreeted ? idleTimeout : frameTimeout;
        long began = Environment.TickCount64;
        while (true)
        {
            int count = transport.Receive(received);
            if (count >= 0)
            {
                end = count;
                return count > 0;
            }

            if (Elapsed(began) >= patience)
            {
                throw new BadFrameException(
                    IsGreeted
                        ? $"silent for {patience.Value.TotalSeconds:0.###} s, the time that --idle-timeout allows"
                        : $"no HELLO within {patience.Value.TotalSeconds:0.###} s"
                );
            }
        }
    }

    // Makes room for more bytes behind those that have arrived, doubling the buffer at most.
    private void MakeRoom(int count)
    {
        if (start > 0 && received.Length - start < count)
        {
            received.AsSpan(start, end - start).CopyTo(received);
            end -= start;
            start = 0;
        }

        if (end == received.Length)
        {
            int larger = (int)Math.Min(Math.Max(count, end + 1L), 2L * received.Length);
            byte[] grown = GC.AllocateUninitializedArray<byte>(larger, pinned: true);
            received.AsSpan(start, end - start).CopyTo(grown);
            end -= start;
            start = 0;
            received = grown;
        }
    }

    private int ReceiveWithin(Span<byte> destination, int missing)
    {
        long began = Environment.TickCount64;
        while (true)
        {
            int count = transport.Receive(destination);
            if (count > 0)
            {
                return count;
            }

            if (count == 0)
            {
                throw new BadFrameException(
                    $"the client went away in the middle of a request, {missing} bytes before its end"
                );
            }

            if (Elapsed(began) >= frameTimeout)
            {
                throw new BadFrameException(
                    $"silent for {frameTimeout.TotalSeconds:0.###} s in the middle of a request, {missing} bytes before its end"
                );
            }
        }
    }

    private static TimeSpan Elapsed(long began) => TimeSpan.FromMilliseconds(Environment.TickCount64 - began);
}

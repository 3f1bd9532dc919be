// Bytes to and from one client.
namespace Caravan.Rpc;

/// <summary>A duplex stream of bytes that the thread which serves a client blocks on.</summary>
public interface IByteTransport
{
    /// <summary>Who is at the other end, for messages.</summary>
    string Peer { get; }

    /// <summary>Receives what has arrived, waiting for the first byte.</summary>
    /// <param name="destination">At least one byte long.</param>
    /// <returns>Bytes received; 0 when none will come any more; -1 when none came for a while, so that the caller may lose
    /// patience or ask again.</returns>
    int Receive(Span<byte> destination);

    /// <summary>Sends all bytes.</summary>
    /// <returns>False when the peer is gone or takes nothing any more.</returns>
    bool Send(ReadOnlySpan<byte> source);
}

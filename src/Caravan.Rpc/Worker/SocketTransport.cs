// A client at the other end of a TCP connection.
using System.Net.Sockets;

namespace Caravan.Rpc;

/// <summary>Blocking reads and writes on a socket; <see cref="Abort"/> may be called by other threads and ends both.</summary>
internal sealed class SocketTransport : IByteTransport, IDisposable
{
    // A host that vanished is found within KeepAliveIdle + KeepAliveTries * KeepAliveInterval seconds.
    private const int KeepAliveIdle = 30;
    private const int KeepAliveInterval = 5;
    private const int KeepAliveTries = 4;

    private readonly Socket socket;

    /// <summary>Takes over a connected socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="wait">How long a read waits at once, and a write for room.</param>
    internal SocketTransport(Socket socket, TimeSpan wait)
    {
        this.socket = socket;
        Peer = socket.RemoteEndPoint?.ToString() ?? "unknown";
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveIdle);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveInterval);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveTries);
        int milliseconds = (int)Math.Clamp(wait.TotalMilliseconds, 1, int.MaxValue);
        socket.ReceiveTimeout = milliseconds;
        socket.SendTimeout = milliseconds;
    }

    /// <inheritdoc/>
    public string Peer { get; }

    /// <inheritdoc/>
    public int Receive(Span<byte> destination)
    {
        while (true)
        {
            int count = socket.Receive(destination, SocketFlags.None, out SocketError error);
            switch (error)
            {
                case SocketError.Success:
                    return count;
                case SocketError.TimedOut or SocketError.WouldBlock:
                    return -1;
                case SocketError.Interrupted:
                    continue;
                default:
                    // Reset, unreachable, aborted: nothing will come any more.
                    return 0;
            }
        }
    }

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            int count = socket.Send(source, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.Success or SocketError.Interrupted) || count == 0)
            {
                return false;
            }

            source = source[count..];
        }

        return true;
    }

    /// <summary>Lets what has arrived be read and nothing more.</summary>
    internal void EndInput() => Shutdown(SocketShutdown.Receive);

    /// <summary>Ends reads and writes at once.</summary>
    internal void Abort() => Shutdown(SocketShutdown.Both);

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private void Shutdown(SocketShutdown which)
    {
        try
        {
            socket.Shutdown(which);
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // The connection has ended already, which is what was wanted.
        }
    }
}

// A TCP connection to a worker with patience: connects, sends and receives all bytes or says why not.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Caravan.Rpc;

/// <summary>
/// Sends and receives whole spans. The calling thread waits in the system between attempts, in slices in which silence is
/// judged. Closing it from another thread ends a wait.
/// </summary>
internal sealed class RpcSocket : IDisposable
{
    private const int LinuxTcpInfo = 11;
    private const int TcpLevel = 6;

    // Spans up to this must arrive within one patience; in longer ones every piece renews it.
    private const int SmallSpan = 1 << 16;

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    private readonly Socket socket;
    private readonly RpcEndpoint endpoint;
    private readonly RpcClientOptions options;

    private RpcSocket(Socket socket, RpcEndpoint endpoint, RpcClientOptions options)
    {
        this.socket = socket;
        this.endpoint = endpoint;
        this.options = options;
    }

    /// <summary>Bytes sent.</summary>
    internal long BytesOut { get; private set; }

    /// <summary>Bytes received.</summary>
    internal long BytesIn { get; private set; }

    /// <summary>Stopwatch ticks spent waiting.</summary>
    internal long BlockedTicks { get; private set; }

    /// <summary>Connects to the first address of the host that answers.</summary>
    /// <exception cref="RpcException">None does within the time for requests.</exception>
    internal static RpcSocket Connect(RpcEndpoint endpoint, RpcClientOptions options)
    {
        using CancellationTokenSource patience = new(options.RequestTimeout);
        Exception? failure = null;
        try
        {
            foreach (IPAddress address in HostAddresses.Of(endpoint.Host, patience.Token))
            {
                Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    Configure(socket);
                    IPEndPoint target = new(address, endpoint.Port);
                    socket.ConnectAsync(target, patience.Token).AsTask().GetAwaiter().GetResult();
                    socket.Blocking = false;
                    return new RpcSocket(socket, endpoint, options);
                }
                catch (Exception e) when (e is SocketException or OperationCanceledException)
                {
                    socket.Dispose();
                    failure = e;
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            failure = e;
        }

        string reason = failure switch
        {
            OperationCanceledException => $"no answer within {options.RequestTimeout.TotalSeconds:0.#} s",
            null => "the name has no address",
            _ => failure.Message,
        };
        throw new RpcException(endpoint, null, $"cannot connect: {reason}; is the worker running there?", failure);
    }

    /// <summary>Sends all bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="command">The request, for messages.</param>
    internal void Send(ReadOnlySpan<byte> bytes, RpcCommand command)
    {
        long start = 0;
        bool reported = false;
        while (bytes.Length > 0)
        {
            int sent = socket.Send(bytes, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                BytesOut += sent;
                bytes = bytes[sent..];
                start = 0;
            }
            else if (error == SocketError.WouldBlock)
            {
                // A worker that computes or stores what it got reads nothing: that may take as long as a result.
                start = start == 0 ? Stopwatch.GetTimestamp() : start;
                Wait(SelectMode.SelectWrite, start, options.ResultTimeout, ref reported, command);
            }
            else
            {
                throw Lost(error, command);
            }
        }
    }

    /// <summary>Receives exactly as many bytes as <paramref name="bytes"/> holds.</summary>
    /// <param name="bytes">Receives the bytes.</param>
    /// <param name="command">The request, for messages.</param>
    /// <param name="awaitsResult">True when the worker has to compute or to read files first.</param>
    internal void Receive(Span<byte> bytes, RpcCommand command, bool awaitsResult)
    {
        int wanted = bytes.Length;
        long start = 0;
        bool reported = false;
        TimeSpan limit = awaitsResult ? options.ResultTimeout : options.RequestTimeout;
        while (bytes.Length > 0)
        {
            int received = socket.Receive(bytes, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success && received > 0)
            {
                BytesIn += received;
                bytes = bytes[received..];
                start = wanted > SmallSpan ? 0 : start;
            }
            else if (error == SocketError.WouldBlock)
            {
                start = start == 0 ? Stopwatch.GetTimestamp() : start;
                Wait(SelectMode.SelectRead, start, limit, ref reported, command);
            }
            else if (error == SocketError.Success)
            {
                throw new RpcException(
                    endpoint,
                    command,
                    $"the worker closed the connection after {wanted - bytes.Length} of {wanted} bytes: it refused a request or ended; see its log"
                )
                {
                    WasClosed = true,
                };
            }
            else
            {
                throw Lost(error, command);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static void Configure(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        // An idle host that is gone is found after 3 + 3 x 2 seconds.
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 3);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    private void Wait(SelectMode mode, long start, TimeSpan limit, ref bool reported, RpcCommand command)
    {
        long before = Stopwatch.GetTimestamp();
        TimeSpan silent = Stopwatch.GetElapsedTime(start, before);
        if (limit > TimeSpan.Zero && silent >= limit)
        {
            throw new RpcException(
                endpoint,
                command,
                $"no answer for {silent.TotalSeconds:0.#} s; the worker may be busy with another client or hang"
            );
        }

        if (!reported && silent >= options.SilenceReport)
        {
            reported = true;
            options.Report?.Invoke($"worker {endpoint}: silent for {silent.TotalSeconds:0} s, still waiting");
        }

        if (silent >= options.DeadHost && IsHostDead())
        {
            throw new RpcException(
                endpoint,
                command,
                $"the host has not answered for {silent.TotalSeconds:0.#} s: it is off or unreachable"
            );
        }

        TimeSpan slice = limit > TimeSpan.Zero && limit - silent < Slice ? limit - silent : Slice;
        try
        {
            socket.Poll(slice, mode);
        }
        catch (ObjectDisposedException e)
        {
            throw new RpcException(endpoint, command, "the connection was closed here while waiting", e);
        }

        BlockedTicks += Stopwatch.GetTimestamp() - before;
    }

    // Keepalive finds a dead host only while nothing waits for acknowledgement, and the system's user time-out would also
    // end connections whose worker computes for long with its window closed. The time since the last acknowledgement tells
    // the two apart: a living host acknowledges probes of a closed window.
    private bool IsHostDead()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        const int UnacknowledgedOffset = 24;
        const int LastAcknowledgementOffset = 56;
        Span<byte> information = stackalloc byte[104];
        int bytes = socket.GetRawSocketOption(TcpLevel, LinuxTcpInfo, information);
        if (bytes < LastAcknowledgementOffset + sizeof(uint))
        {
            return false;
        }

        bool probing = information[2] > 0 || information[3] > 0;
        uint unacknowledged = BitConverter.ToUInt32(information[UnacknowledgedOffset..]);
        uint milliseconds = BitConverter.ToUInt32(information[LastAcknowledgementOffset..]);
        return (probing || unacknowledged > 0) && milliseconds >= options.DeadHost.TotalMilliseconds;
    }

    private RpcException Lost(SocketError error, RpcCommand command) =>
        new(endpoint, command, $"the connection was lost: {new SocketException((int)error).Message}")
        {
            WasClosed = error is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown,
        };
}

// Lends devices to ggml clients over TCP.
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Caravan.Graph;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Caravan.Rpc;

/// <summary>
/// Listens, and serves each client on a thread of its own. Devices are lent, not owned: dispose them after the host.
/// </summary>
public sealed class WorkerHost : IDisposable
{
    private const int Backlog = 128;
    private const int StackBytes = 1 << 20;

    // When the system has no descriptor or memory for another connection, trying again at once would only burn a core.
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly WorkerServices services;
    private readonly Lock gate = new();
    private readonly Dictionary<Thread, SocketTransport> clients = [];
    private readonly List<(Thread Thread, Socket Socket)> listeners = [];
    private volatile bool stopped;

    /// <summary>Creates a host that does not listen yet.</summary>
    /// <param name="options">Where to listen and how much to lend.</param>
    /// <param name="devices">Devices in the order of their numbers, at least one.</param>
    /// <param name="logger">Where lines go; nowhere when null.</param>
    public WorkerHost(WorkerOptions options, IReadOnlyList<IDevice> devices, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentOutOfRangeException.ThrowIfZero(devices.Count, nameof(devices));
        ILogger lines = logger ?? NullLogger.Instance;
        ImmutableArray<WorkerDevice> lent =
        [
            .. devices.Select((device, i) => new WorkerDevice(device, Limit(options, device.Info, i))),
        ];
        WeightCache? cache = options.CacheDirectory is { } directory
            ? new WeightCache(directory, options.CacheLimit, lines)
            : null;
        services = new WorkerServices(options, lent, cache, new WorkerCounters(), lines);
    }

    /// <summary>Where it listens, with the real port; null before <see cref="Start"/>.</summary>
    public IPEndPoint? EndPoint { get; private set; }

    /// <summary>What it holds and has done.</summary>
    public WorkerStatistics Statistics => services.Counters.Read();

    /// <summary>Bytes that clients may hold on a device together.</summary>
    public long MemoryLimit(int device) => services.Devices[device].LimitBytes;

    /// <summary>Begins to listen and to serve.</summary>
    /// <exception cref="IOException">The address cannot be listened on; the message says why.</exception>
    public void Start()
    {
        WorkerOptions options = services.Options;
        try
        {
            int port = options.Port;
            foreach (IPAddress address in HostAddresses.Of(options.Host))
            {
                Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                // The runtime lets addresses of connections that have just ended be bound again.
                listeners.Add(
                    (new Thread(() => Accept(socket)) { IsBackground = true, Name = "caravan-accept" }, socket)
                );
                if (address.Equals(IPAddress.IPv6Any))
                {
                    socket.DualMode = true;
                }

                socket.Bind(new IPEndPoint(address, port));
                socket.Listen(Backlog);
                EndPoint ??= (IPEndPoint)socket.LocalEndPoint!;
                port = EndPoint.Port;
            }
        }
        catch (SocketException problem)
        {
            Stop();
            throw new IOException(
                $"cannot listen on {options.Host} port {options.Port}: {problem.Message}; is another worker running there?",
                problem
            );
        }

        listeners.ForEach(listener => listener.Thread.Start());
    }

    /// <summary>Serves one client over a transport of the caller's, on the calling thread.</summary>
    /// <returns>How it ended.</returns>
    public ConnectionEnd Serve(IByteTransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return WorkerConnection.Run(services, transport);
    }

    /// <summary>
    /// Ends in order: nobody is accepted, requests that have arrived are served for <see cref="WorkerOptions.DrainTime"/>, then
    /// all connections are closed. A graph that takes longer runs to its end on its own thread.
    /// </summary>
    public void Stop()
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        foreach ((Thread _, Socket socket) in listeners)
        {
            socket.Dispose();
        }

        ForEachClient(client => client.EndInput());
        if (!WaitForClients(services.Options.DrainTime))
        {
            ForEachClient(client => client.Abort());
            WaitForClients(AcceptPause);
        }

        services.Cache?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    /// <summary>Waits until everything that was to be kept is in the cache.</summary>
    /// <returns>False when the time was too short.</returns>
    internal bool WaitUntilStored(TimeSpan time) => services.Cache?.WaitUntilStored(time) ?? true;

    private static long Limit(WorkerOptions options, DeviceInfo info, int number)
    {
        if (number < options.MemoryLimits.Count)
        {
            return options.MemoryLimits[number];
        }

        return info.FreeBytes > 0 ? info.FreeBytes : info.TotalBytes;
    }

    private void Accept(Socket listener)
    {
        while (!stopped)
        {
            Socket? accepted = null;
            try
            {
                accepted = listener.Accept();
                Begin(accepted);
            }
            // Whatever happens to one connection, the next must be accepted.
            catch (Exception problem)
                when (problem is SocketException or ObjectDisposedException or OutOfMemoryException)
            {
                accepted?.Dispose();
                if (!stopped)
                {
                    WorkerLog.AcceptFailed(services.Logger, problem.Message);
                    Thread.Sleep(AcceptPause);
                }
            }
        }
    }

    private void Begin(Socket socket)
    {
        WorkerOptions options = services.Options;
        TimeSpan wait = options.IdleTimeout is { } idle && idle < options.FrameTimeout ? idle : options.FrameTimeout;
        SocketTransport transport = new(socket, wait);
        Thread thread = new(
            () =>
            {
                using (transport)
                {
                    WorkerConnection.Run(services, transport);
                }

                lock (gate)
                {
                    clients.Remove(Thread.CurrentThread);
                }
            },
            StackBytes
        )
        {
            IsBackground = true,
            Name = "caravan-client",
        };
        lock (gate)
        {
            if (stopped || clients.Count >= options.MaximumClients)
            {
                WorkerLog.TooMany(services.Logger, transport.Peer, options.MaximumClients);
                transport.Dispose();
                return;
            }

            clients.Add(thread, transport);
        }

        thread.Start();
    }

    private void ForEachClient(Action<SocketTransport> action)
    {
        lock (gate)
        {
            foreach (SocketTransport client in clients.Values)
            {
                action(client);
            }
        }
    }

    private bool WaitForClients(TimeSpan time)
    {
        long deadline = Environment.TickCount64 + (long)time.TotalMilliseconds;
        Thread[] threads;
        lock (gate)
        {
            threads = [.. clients.Keys];
        }

        return threads.All(thread => thread.Join((int)Math.Max(0, deadline - Environment.TickCount64)));
    }
}

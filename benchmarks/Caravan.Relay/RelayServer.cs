// The relay: listens on loopback and carries each connection to the target.
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Caravan.Relay;

/// <summary>
/// Stands between an RPC client and a worker, with the delays, rates and faults of its options. Threads block on sockets and
/// clocks of the system, so that what it adds itself is some ten microseconds; <see cref="EchoMeasurement"/> says how many.
/// </summary>
public sealed class RelayServer : IDisposable
{
    private readonly RelayOptions options;
    private readonly Socket listener;
    private readonly Thread acceptor;
    private readonly List<RelayConnection> connections = [];
    private readonly ManualResetEventSlim flowing = new(initialState: true);
    private volatile bool disposed;

    private RelayServer(RelayOptions options)
    {
        this.options = options;
        if (options.CaptureFolder is not null)
        {
            Directory.CreateDirectory(options.CaptureFolder);
        }

        listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, options.ListenPort));
            listener.Listen();
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        acceptor = new Thread(AcceptAll) { IsBackground = true, Name = "relay accept" };
        acceptor.Start();
    }

    /// <summary>Loopback port that clients connect to.</summary>
    public int Port { get; }

    /// <summary>Connections carried so far, open or not.</summary>
    public int Connections
    {
        get
        {
            lock (connections)
            {
                return connections.Count;
            }
        }
    }

    /// <summary>Traffic from clients to the server.</summary>
    public RelayCounts ToServer => Sum(connection => connection.ToServer);

    /// <summary>Traffic from the server to clients.</summary>
    public RelayCounts ToClient => Sum(connection => connection.ToClient);

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SocketException">The port cannot be had.</exception>
    public static RelayServer Start(RelayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new RelayServer(options);
    }

    /// <summary>Ends all open connections; new ones are carried as before.</summary>
    public void Cut() => All().ForEach(connection => connection.Cut());

    /// <summary>Lets no byte pass until <see cref="Resume"/>; connections stay open.</summary>
    public void Stall() => flowing.Reset();

    /// <summary>Ends a stall.</summary>
    public void Resume() => flowing.Set();

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        listener.Dispose();
        acceptor.Join();
        Cut();
    }

    private List<RelayConnection> All()
    {
        lock (connections)
        {
            return [.. connections];
        }
    }

    private RelayCounts Sum(Func<RelayConnection, RelayCounts> of)
    {
        RelayCounts[] counts = [.. All().Select(of)];
        return new RelayCounts(counts.Sum(c => c.Bytes), counts.Sum(c => c.Messages));
    }

    private void AcceptAll()
    {
        while (!disposed)
        {
            Socket client;
            try
            {
                client = listener.Accept();
            }
            catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
            {
                if (disposed)
                {
                    return;
                }

                continue;
            }

            Carry(client);
        }
    }

    private void Carry(Socket client)
    {
        Socket server = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            server.Connect(options.TargetHost, options.TargetPort);
        }
        catch (SocketException)
        {
            // The client learns of an absent server as it would without the relay: its connection ends.
            server.Dispose();
            client.Dispose();
            return;
        }

        lock (connections)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{connections.Count:D2}.cap");
            CaptureWriter? capture = options.CaptureFolder is null
                ? null
                : new CaptureWriter(Path.Combine(options.CaptureFolder, name));
            RelayConnection connection = new(client, server, options, capture, flowing);
            connections.Add(connection);
            connection.Start();
        }
    }
}

// A client's connection to the relay and the relay's connection to the server.
using System.Net.Sockets;

namespace Caravan.Relay;

/// <summary>Two sockets and the two pipes between them; ends itself when both pipes have run dry or it is cut.</summary>
internal sealed class RelayConnection : IDisposable
{
    private readonly Socket client;
    private readonly Socket server;
    private readonly RelayOptions options;
    private readonly ManualResetEventSlim flowing;
    private readonly ManualResetEventSlim over = new();
    private readonly RelayPipe toServer;
    private readonly RelayPipe toClient;
    private Timer? cutTimer;
    private int running = 2;
    private int cut;

    internal RelayConnection(
        Socket client,
        Socket server,
        RelayOptions options,
        CaptureWriter? capture,
        ManualResetEventSlim flowing
    )
    {
        this.client = client;
        this.server = server;
        this.options = options;
        this.flowing = flowing;
        Capture = capture;
        client.NoDelay = true;
        server.NoDelay = true;
        toServer = new RelayPipe(this, RelayDirection.ToServer, options.ToServer, client, server);
        toClient = new RelayPipe(this, RelayDirection.ToClient, options.ToClient, server, client);
    }

    /// <summary>Where passing bytes are recorded, if anywhere.</summary>
    internal CaptureWriter? Capture { get; }

    /// <summary>Traffic so far from client to server.</summary>
    internal RelayCounts ToServer => toServer.Counts;

    /// <summary>Traffic so far from server to client.</summary>
    internal RelayCounts ToClient => toClient.Counts;

    /// <summary>Begins to carry bytes.</summary>
    internal void Start()
    {
        if (options.CutAfter is TimeSpan after)
        {
            cutTimer = new Timer(_ => Cut(), null, after, Timeout.InfiniteTimeSpan);
        }

        toServer.Start(EndOne);
        toClient.Start(EndOne);
    }

    /// <summary>Ends both sides now.</summary>
    internal void Cut()
    {
        if (Interlocked.Exchange(ref cut, 1) != 0)
        {
            return;
        }

        over.Set();
        toServer.Abandon();
        toClient.Abandon();
        Close(client);
        Close(server);
    }

    /// <summary>Waits, less long when the connection ends.</summary>
    internal void Wait(TimeSpan time)
    {
        long until = RelayClock.Now + RelayClock.Nanoseconds(time);

        // An event's own limit is counted in ticks of the system and may come a millisecond too early.
        over.Wait(time);
        if (!over.IsSet)
        {
            RelayClock.SleepUntil(until);
        }
    }

    /// <summary>Waits while the relay as a whole stands still; ends with the connection.</summary>
    internal void WaitWhileStalled()
    {
        while (!flowing.IsSet && !over.IsSet)
        {
            flowing.Wait(millisecondsTimeout: 10);
        }
    }

    /// <summary>Frees what the connection holds; the pipes call it when both have ended.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref cut, 1);
        cutTimer?.Dispose();
        over.Dispose();
        client.Dispose();
        server.Dispose();
        Capture?.Dispose();
    }

    private void EndOne()
    {
        if (Interlocked.Decrement(ref running) == 0)
        {
            Dispose();
        }
    }

    private void Close(Socket socket)
    {
        try
        {
            if (options.ResetOnCut)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Close(timeout: 0);
            }
            else
            {
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // Already gone, which is what was asked for.
        }
    }
}

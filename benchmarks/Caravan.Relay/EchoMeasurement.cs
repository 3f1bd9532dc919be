// Measures what a round trip through the relay takes, so that figures taken with it can be read.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Caravan.Relay;

/// <summary>Round trips of small messages to an echo server, without and with the relay between.</summary>
/// <param name="DirectMicroseconds">Median round trip straight to the echo server.</param>
/// <param name="MedianMicroseconds">Median round trip through the relay with its delays and rates.</param>
/// <param name="P95Microseconds">The time that 95 of 100 round trips through the relay keep to.</param>
public sealed record EchoMeasurement(double DirectMicroseconds, double MedianMicroseconds, double P95Microseconds)
{
    /// <summary>Bytes of a message: about what a worker is asked in one step of a small request.</summary>
    public const int MessageBytes = 300;

    private const int WarmUpTrips = 50;
    private const int Trips = 500;
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(2);

    /// <summary>Measures a relay with the delays and rates of <paramref name="options"/>, without their faults.</summary>
    public static EchoMeasurement Run(RelayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        new Thread(() => Echo(listener, connections: 2)) { IsBackground = true, Name = "relay echo" }.Start();
        double[] direct = PingPong(port);
        RelayOptions clean = new()
        {
            TargetPort = port,
            ToServer = new() { Delay = options.ToServer.Delay, BitsPerSecond = options.ToServer.BitsPerSecond },
            ToClient = new() { Delay = options.ToClient.Delay, BitsPerSecond = options.ToClient.BitsPerSecond },
        };
        using RelayServer relay = RelayServer.Start(clean);
        double[] relayed = PingPong(relay.Port);
        return new EchoMeasurement(
            direct[direct.Length / 2],
            relayed[relayed.Length / 2],
            relayed[relayed.Length * 95 / 100]
        );
    }

    // Sorted round trips in microseconds.
    private static double[] PingPong(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        byte[] message = new byte[MessageBytes];
        List<double> times = [];
        long begin = Stopwatch.GetTimestamp();
        for (int trip = 0; trip < WarmUpTrips + Trips; trip++)
        {
            long start = Stopwatch.GetTimestamp();
            socket.Send(message);
            for (int got = 0; got < message.Length; )
            {
                int count = socket.Receive(message, got, message.Length - got, SocketFlags.None);
                got += count > 0 ? count : throw new IOException("the echo server closed the connection");
            }

            bool late = Stopwatch.GetElapsedTime(begin) > LongestRun;
            if (trip >= WarmUpTrips || late)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }

            if (late)
            {
                break;
            }
        }

        times.Sort();
        return [.. times];
    }

    private static void Echo(Socket listener, int connections)
    {
        byte[] buffer = new byte[MessageBytes];
        try
        {
            for (int i = 0; i < connections; i++)
            {
                using Socket socket = listener.Accept();
                socket.NoDelay = true;
                for (int count = socket.Receive(buffer); count > 0; count = socket.Receive(buffer))
                {
                    socket.Send(buffer, count, SocketFlags.None);
                }
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // The measurement is over, or its own side reports what went wrong.
        }
    }
}

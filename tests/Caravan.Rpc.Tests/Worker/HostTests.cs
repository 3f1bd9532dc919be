// A host as a whole: listening, patience, limits, its end.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Worker;

public class HostTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] HelloK = RawConnection.Frame(GgmlCommand.Hello, []);

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "127.0.0.1")]
    [InlineData("::", "::1")]
    public void A_worker_is_reached_at_addresses_and_names(string host, string from)
    {
        if (IPAddress.Parse(from).AddressFamily == AddressFamily.InterNetworkV6)
        {
            Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        }

        using TestWorker worker = new(new WorkerOptions { Host = host });
        using RawConnection connection = RawConnection.Greeted(from, worker.Port, GgmlLayout.K);
        Assert.Equal([1, 0, 0, 0], connection.Ask(GgmlCommand.DeviceCount, []));
    }

    [Fact]
    public void A_port_in_use_is_refused_in_words()
    {
        using TestWorker worker = new();
        using Cpu.CpuDevice device = new(1);
        using WorkerHost second = new(new WorkerOptions { Port = worker.Port }, [device]);
        IOException problem = Assert.Throws<IOException>(second.Start);
        Assert.Contains($"port {worker.Port}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_can_be_listened_on_again_at_once()
    {
        int port;
        using (TestWorker first = new())
        {
            port = first.Port;
            using RawConnection connection = RawConnection.Greeted(TestWorker.Address, port, GgmlLayout.K);
        }

        using Cpu.CpuDevice device = new(1);
        using WorkerHost second = new(new WorkerOptions { Port = port }, [device]);
        second.Start();
        Assert.Equal(port, second.EndPoint!.Port);
    }

    [Fact]
    public void Connections_beyond_the_limit_are_closed_and_the_others_served()
    {
        using TestWorker worker = new(new WorkerOptions { MaximumClients = 2 });
        using CheckedSession first = new(TestWorker.Address, worker.Port, GgmlLayout.K);
        using (CheckedSession second = new(TestWorker.Address, worker.Port, GgmlLayout.B))
        {
            using RawConnection third = new(TestWorker.Address, worker.Port);
            Assert.True(third.IsClosedWithin(Patience));
            first.Write(0, 1);
            Assert.Equal([1f], first.Read(0, 1));
        }

        TestWorker.Eventually(() => IsServed(worker), "another client takes the place of the one that is gone");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    public void Silence_before_the_end_of_HELLO_is_not_borne_for_ever(int sent)
    {
        using TestWorker worker = new(new WorkerOptions { FrameTimeout = Short });
        using RawConnection connection = new(TestWorker.Address, worker.Port);
        connection.SendBytes(HelloK.AsSpan(0, sent));
        Assert.True(connection.IsClosedWithin(Patience));
        TestWorker.Eventually(() => worker.Logger.Warnings.Length == 1, "the reason was logged");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(400)]
    public void Silence_within_a_request_is_not_borne_for_ever(int sent)
    {
        using TestWorker worker = new(new WorkerOptions { FrameTimeout = Short });
        using CheckedSession session = new(TestWorker.Address, worker.Port, GgmlLayout.K);
        byte[] request = RawConnection.Frame(
            GgmlCommand.SetTensor,
            RawMessages.Set(GgmlLayout.K, session.Tensor(1, 0, 100), 0, new byte[400])
        );
        session.Connection.SendBytes(request.AsSpan(0, sent));
        Assert.True(session.Connection.IsClosedWithin(Patience));
        TestWorker.Eventually(() => worker.Host.Statistics.Buffers == 0, "the buffer was freed");
        Assert.Contains(
            worker.Logger.Warnings,
            line => line.Contains("in the middle of a request", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Silence_between_requests_is_borne()
    {
        using TestWorker worker = new(new WorkerOptions { FrameTimeout = TimeSpan.FromMilliseconds(50) });
        using CheckedSession session = new(TestWorker.Address, worker.Port, GgmlLayout.K);
        Thread.Sleep(500);
        session.Write(0, 1);
        Assert.Equal([1f], session.Read(0, 1));
    }

    [Fact]
    public void Silence_between_requests_ends_where_that_was_asked_for()
    {
        using TestWorker worker = new(new WorkerOptions { IdleTimeout = Short });
        using CheckedSession session = new(TestWorker.Address, worker.Port, GgmlLayout.K);
        long began = Stopwatch.GetTimestamp();
        Assert.True(session.Connection.IsClosedWithin(Patience));
        Assert.True(Stopwatch.GetElapsedTime(began) > Short / 2);
    }

    [Fact]
    public void A_reset_connection_ends_quietly()
    {
        using TestWorker worker = new();
        CheckedSession session = new(TestWorker.Address, worker.Port, GgmlLayout.K);
        session.Connection.Reset();
        TestWorker.Eventually(() => worker.Host.Statistics.Connections == 0, "the connection has ended");
        Assert.Empty(worker.Logger.Warnings);
    }

    [Fact]
    public void Stopping_serves_what_has_arrived_and_ends_within_two_seconds()
    {
        using TestWorker worker = new();
        using CheckedSession idle = new(TestWorker.Address, worker.Port, GgmlLayout.K);
        using CheckedSession halfway = new(TestWorker.Address, worker.Port, GgmlLayout.B);
        halfway.Connection.SendBytes([(byte)GgmlCommand.SetTensor, 1]);
        using RawConnection silent = new(TestWorker.Address, worker.Port);
        TestWorker.Eventually(() => worker.Host.Statistics.Connections == 3, "all three are connected");
        long began = Stopwatch.GetTimestamp();
        worker.Host.Stop();
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 2);
        Assert.Equal(0, worker.Host.Statistics.Connections);
        Assert.Equal(0, worker.Host.Statistics.BufferBytes);
        Assert.True(idle.Connection.IsClosedWithin(Patience));
        Assert.True(halfway.Connection.IsClosedWithin(Patience));
        Assert.ThrowsAny<SocketException>(() => new RawConnection(TestWorker.Address, worker.Port));
    }

    [Fact]
    public void Users_see_the_lines_they_know()
    {
        using TestWorker worker = new();
        using (RawConnection.Greeted(TestWorker.Address, worker.Port, GgmlLayout.K)) { }

        TestWorker.Eventually(() => worker.Host.Statistics.Connections == 0, "the connection has ended");
        TestWorker.Eventually(
            () =>
                worker.Logger.Lines.Any(line =>
                    line.Line.StartsWith("Client connection closed", StringComparison.Ordinal)
                ),
            "the end was logged"
        );
        Assert.Contains(
            worker.Logger.Lines,
            line => line.Line.StartsWith("Accepted client connection", StringComparison.Ordinal)
        );
    }

    private static bool IsServed(TestWorker worker)
    {
        try
        {
            using RawConnection connection = RawConnection.Greeted(TestWorker.Address, worker.Port, GgmlLayout.K);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

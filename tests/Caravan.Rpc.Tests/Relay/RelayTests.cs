// The relay: what passes, what is delayed, cut, stalled, damaged and recorded.
using System.Diagnostics;
using Caravan.Relay;
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Scripted;
using Caravan.TestSupport;

namespace Caravan.Rpc.Tests.Relay;

public class RelayTests
{
    private static readonly byte[] Payload = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    [Fact]
    public void Bytes_pass_unchanged_and_are_counted()
    {
        using ScriptedServer server = Echo();
        using RelayServer relay = RelayServer.Start(new RelayOptions { TargetPort = server.Port });
        using RawConnection client = new("127.0.0.1", relay.Port);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(Payload, client.Ask(GgmlCommand.Hello, Payload));
        }

        Assert.Equal(new RelayCounts(5 * (9 + Payload.Length), 5), relay.ToServer);
        Assert.Equal(new RelayCounts(5 * (8 + Payload.Length), 5), relay.ToClient);
        Assert.Equal(1, relay.Connections);
    }

    [Fact]
    public void What_passes_is_recorded()
    {
        using TemporaryFolder folder = new();
        using ScriptedServer server = Echo();
        using (
            RelayServer relay = RelayServer.Start(new() { TargetPort = server.Port, CaptureFolder = folder.FullPath })
        )
        using (RawConnection client = new("127.0.0.1", relay.Port))
        {
            client.Ask(GgmlCommand.Hello, Payload);
            client.Ask(GgmlCommand.GetTensor, Payload.AsSpan(0, 10));
        }

        // The file is complete when the relay has closed it.
        string path = folder.File("00.cap");
        Assert.True(SpinWait.SpinUntil(() => CanOpen(path), TimeSpan.FromSeconds(10)));
        CaptureFile capture = CaptureFile.Read(path);
        Assert.Equal([GgmlCommand.Hello, GgmlCommand.GetTensor], capture.Exchanges.Select(e => e.Command));
        Assert.Equal(Payload, capture.Exchanges[0].Request);
        Assert.Equal(Payload[..10], capture.Exchanges[1].Answer);
    }

    [Fact]
    public void Both_directions_are_delayed()
    {
        RelayDirectionOptions slow = new() { Delay = TimeSpan.FromMilliseconds(20) };
        TimeSpan time = TimeOfOneTrip(
            new RelayOptions
            {
                TargetPort = 0,
                ToServer = slow,
                ToClient = slow,
            },
            Payload
        );
        Assert.InRange(time.TotalMilliseconds, 40, 10_000);
    }

    [Fact]
    public void Bytes_leave_no_faster_than_the_rate()
    {
        // 100,000 bytes at 8 Mbit/s take 100 ms.
        RelayDirectionOptions slow = new() { BitsPerSecond = 8_000_000 };
        TimeSpan time = TimeOfOneTrip(new RelayOptions { TargetPort = 0, ToServer = slow }, new byte[100_000]);
        Assert.InRange(time.TotalMilliseconds, 100, 10_000);
    }

    [Fact]
    public void Delayed_bytes_stay_in_order()
    {
        RelayDirectionOptions slow = new() { Delay = TimeSpan.FromMilliseconds(2), BitsPerSecond = 400_000_000 };
        using ScriptedServer server = Echo();
        using RelayServer relay = RelayServer.Start(
            new()
            {
                TargetPort = server.Port,
                ToServer = slow,
                ToClient = slow,
            }
        );
        using RawConnection client = new("127.0.0.1", relay.Port);
        byte[] large = new byte[1_000_000];
        new Random(3).NextBytes(large);
        Assert.True(large.AsSpan().SequenceEqual(client.Ask(GgmlCommand.Hello, large)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_connection_is_cut_after_so_many_bytes(bool reset)
    {
        using ScriptedServer server = Echo();
        using RelayServer relay = RelayServer.Start(
            new()
            {
                TargetPort = server.Port,
                ToServer = new() { CutAfterBytes = 1500 },
                ResetOnCut = reset,
            }
        );
        using RawConnection client = new("127.0.0.1", relay.Port);
        client.Ask(GgmlCommand.Hello, Payload);
        client.Send(GgmlCommand.Hello, Payload);
        Assert.True(client.IsClosedWithin(TimeSpan.FromSeconds(5)));
        Assert.Equal(1500, relay.ToServer.Bytes);
        using RawConnection next = new("127.0.0.1", relay.Port);
        Assert.Equal(Payload, next.Ask(GgmlCommand.Hello, Payload));
    }

    [Fact]
    public void A_connection_is_cut_after_so_long()
    {
        using ScriptedServer server = Echo();
        using RelayServer relay = RelayServer.Start(
            new() { TargetPort = server.Port, CutAfter = TimeSpan.FromMilliseconds(50) }
        );
        using RawConnection client = new("127.0.0.1", relay.Port);
        Assert.True(client.IsClosedWithin(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_stall_holds_bytes_back_and_loses_none()
    {
        RelayDirectionOptions stalling = new() { StallAfterBytes = 500, StallFor = TimeSpan.FromMilliseconds(50) };
        TimeSpan time = TimeOfOneTrip(new RelayOptions { TargetPort = 0, ToServer = stalling }, Payload);
        Assert.InRange(time.TotalMilliseconds, 50, 10_000);
    }

    [Fact]
    public void The_whole_relay_stands_still_until_it_is_resumed()
    {
        using ScriptedServer server = Echo();
        using RelayServer relay = RelayServer.Start(new() { TargetPort = server.Port });
        using RawConnection client = new("127.0.0.1", relay.Port);
        client.Ask(GgmlCommand.Hello, Payload);
        relay.Stall();
        client.Send(GgmlCommand.Hello, Payload);
        Assert.False(client.IsClosedWithin(TimeSpan.FromMilliseconds(50)));
        Assert.Single(server.Requests);
        relay.Resume();
        Assert.True(SpinWait.SpinUntil(() => server.Requests.Count == 2, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Chosen_bits_are_inverted()
    {
        using ScriptedServer server = Echo();
        using RelayServer relay = RelayServer.Start(
            new()
            {
                TargetPort = server.Port,
                ToClient = new() { Flips = [new BitFlip(8, 0x80), new BitFlip(17, 1)] },
            }
        );
        using RawConnection client = new("127.0.0.1", relay.Port);
        byte[] expected = [.. Payload];
        expected[0] ^= 0x80;
        expected[9] ^= 1;
        Assert.Equal(expected, client.Ask(GgmlCommand.Hello, Payload));
        Assert.Equal(Payload, client.Ask(GgmlCommand.Hello, Payload));
    }

    [Fact]
    public void An_absent_server_ends_the_connection()
    {
        int port;
        using (ScriptedServer gone = Echo())
        {
            port = gone.Port;
        }

        using RelayServer relay = RelayServer.Start(new() { TargetPort = port });
        using RawConnection client = new("127.0.0.1", relay.Port);
        Assert.True(client.IsClosedWithin(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Its_own_round_trip_is_measured()
    {
        RelayDirectionOptions slow = new() { Delay = TimeSpan.FromMilliseconds(1) };
        EchoMeasurement echo = EchoMeasurement.Run(new() { TargetPort = 0, ToServer = slow });
        Assert.InRange(echo.DirectMicroseconds, 0.1, 1e6);
        Assert.InRange(echo.MedianMicroseconds, 1000, 1e6);
        Assert.InRange(echo.P95Microseconds, echo.MedianMicroseconds, 1e7);
    }

    private static TimeSpan TimeOfOneTrip(RelayOptions options, byte[] payload)
    {
        using ScriptedServer server = Echo();
        using RelayServer relay = RelayServer.Start(options with { TargetPort = server.Port });
        using RawConnection client = new("127.0.0.1", relay.Port);
        long start = Stopwatch.GetTimestamp();
        byte[] answer = client.Ask(GgmlCommand.Hello, payload);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        Assert.True(payload.AsSpan().SequenceEqual(answer));
        return time;
    }

    private static ScriptedServer Echo() => new(request => ScriptedAnswer.Framed(request.Payload));

    private static bool CanOpen(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

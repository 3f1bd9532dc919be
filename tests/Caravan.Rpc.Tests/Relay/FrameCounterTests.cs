// The relay's count of messages does not depend on how a stream arrives.
using Caravan.Relay;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Relay;

public class FrameCounterTests
{
    private static readonly byte[] Stream =
    [
        .. RawConnection.Frame(GgmlCommand.Hello, []),
        .. RawConnection.Frame(GgmlCommand.GetAlignment, [1, 2, 3, 4]),
        .. RawConnection.Frame(GgmlCommand.DeviceCount, []),
        .. RawConnection.Frame(GgmlCommand.BufferClear, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ];

    [Fact]
    public void Messages_are_counted_wherever_the_stream_is_split()
    {
        for (int first = 0; first <= Stream.Length; first++)
        {
            for (int second = first; second <= Stream.Length; second++)
            {
                FrameCounter counter = new(RelayDirection.ToServer);
                counter.Add(Stream.AsSpan(..first));
                counter.Add(Stream.AsSpan(first..second));
                counter.Add(Stream.AsSpan(second..));
                Assert.Equal(4, counter.Messages);
            }
        }
    }

    [Fact]
    public void A_message_counts_with_its_last_byte()
    {
        FrameCounter counter = new(RelayDirection.ToServer);
        long[] ends = [9, 22, 31, 49];
        for (int i = 0; i < Stream.Length; i++)
        {
            counter.Add(Stream.AsSpan(i, 1));
            Assert.Equal(ends.Count(end => end <= i + 1), counter.Messages);
        }
    }

    [Theory]
    [MemberData(nameof(CaptureFolders.All), MemberType = typeof(CaptureFolders))]
    public void Recorded_streams_hold_as_many_messages_as_they_have_exchanges(string run)
    {
        Random random = new(1);
        foreach (CaptureFile capture in CaptureFile.ReadFolder(CaptureFolders.Require(run)))
        {
            Assert.Equal(
                capture.Exchanges.Count,
                Count(new FrameCounter(RelayDirection.ToServer), capture.FromClient, random)
            );
            Assert.Equal(
                capture.Exchanges.Count(e => e.Answer is not null),
                Count(new FrameCounter(RelayDirection.ToClient), capture.FromServer, random)
            );
        }
    }

    private static long Count(FrameCounter counter, ReadOnlySpan<byte> stream, Random random)
    {
        while (!stream.IsEmpty)
        {
            int taken = Math.Min(stream.Length, random.Next(1, 2000));
            counter.Add(stream[..taken]);
            stream = stream[taken..];
        }

        return counter.Messages;
    }
}

// The worker's answers do not depend on how requests arrive.
using Caravan.Cpu;
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Fuzzing;

public class FragmentationTests
{
    // Requests without handles, so that every connection has the same answers.
    private static byte[] Stream(GgmlLayout layout) =>
        [
            .. RawConnection.Frame(GgmlCommand.Hello, new byte[layout.HelloBytes]),
            .. RawConnection.Frame(GgmlCommand.DeviceCount, []),
            .. RawConnection.Frame(GgmlCommand.GetAlignment, RawMessages.U32(0)),
            .. RawConnection.Frame(
                GgmlCommand.GetAllocSize,
                RawMessages.AllocSize(layout, 0, new RawTensor().Shaped(4, 64, 2))
            ),
            .. RawConnection.Frame(GgmlCommand.GetMaxSize, RawMessages.U32(0)),
        ];

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void Requests_may_be_split_anywhere(char dialect)
    {
        byte[] stream = Stream(GgmlLayout.Of(dialect));
        using CpuDevice device = new(threads: 1);
        using WorkerHost host = new(new WorkerOptions { MemoryLimits = [1 << 20] }, [device]);
        byte[] expected = Serve(host, stream, []);
        Assert.NotEmpty(expected);
        for (int split = 1; split < stream.Length; split++)
        {
            Assert.Equal(expected, Serve(host, stream, [split]));
        }
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void Requests_may_be_split_anywhere_twice(char dialect)
    {
        // The small requests: every pair of places.
        byte[] stream = Stream(GgmlLayout.Of(dialect))[..60];
        using CpuDevice device = new(threads: 1);
        using WorkerHost host = new(new WorkerOptions { MemoryLimits = [1 << 20] }, [device]);
        (byte[] expected, ConnectionEnd end) = ServeToTheEnd(host, stream, []);
        for (int first = 1; first < stream.Length; first++)
        {
            for (int second = first + 1; second < stream.Length; second++)
            {
                (byte[] answers, ConnectionEnd how) = ServeToTheEnd(host, stream, [first, second]);
                Assert.True(expected.AsSpan().SequenceEqual(answers), $"split at {first} and {second}");
                Assert.Equal(end, how);
            }
        }
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void Requests_may_come_byte_by_byte(char dialect)
    {
        byte[] stream = Stream(GgmlLayout.Of(dialect));
        using CpuDevice device = new(threads: 1);
        using WorkerHost host = new(new WorkerOptions { MemoryLimits = [1 << 20] }, [device]);
        Assert.Equal(Serve(host, stream, []), Serve(host, stream, Enumerable.Range(1, stream.Length - 1)));
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void A_stream_that_ends_within_a_request_is_refused_wherever_it_ends(char dialect)
    {
        byte[] stream = Stream(GgmlLayout.Of(dialect));
        using CpuDevice device = new(threads: 1);
        using WorkerHost host = new(new WorkerOptions { MemoryLimits = [1 << 20] }, [device]);
        HashSet<int> between = [0];
        for (int at = 0; at < stream.Length; between.Add(at))
        {
            at += 9 + BitConverter.ToInt32(stream, at + 1);
        }

        for (int length = 0; length < stream.Length; length++)
        {
            (_, ConnectionEnd end) = ServeToTheEnd(host, stream[..length], []);
            Assert.Equal(between.Contains(length) ? ConnectionEndKind.Left : ConnectionEndKind.Refused, end.Kind);
        }
    }

    private static byte[] Serve(WorkerHost host, byte[] stream, IEnumerable<int> splits)
    {
        (byte[] answers, ConnectionEnd end) = ServeToTheEnd(host, stream, splits);
        Assert.Null(end.Reason);
        return answers;
    }

    private static (byte[] Answers, ConnectionEnd End) ServeToTheEnd(
        WorkerHost host,
        byte[] stream,
        IEnumerable<int> splits
    )
    {
        FragmentTransport transport = new(stream, splits);
        ConnectionEnd end = host.Serve(transport);
        return (transport.Answers, end);
    }
}

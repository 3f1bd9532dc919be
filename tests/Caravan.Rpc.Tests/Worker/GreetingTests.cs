// The first bytes of a connection, by which it is known what a client speaks.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Worker;

public class GreetingTests
{
    private static readonly byte[] HelloK = [0x0E, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] HelloB = [0x0E, 0x18, 0, 0, 0, 0, 0, 0, 0, .. new byte[24]];

    [Fact]
    public void Ik_clients_are_told_the_lowest_version_that_has_all_commands()
    {
        (ConnectionEnd end, byte[] output) = Say(new WorkerOptions(), HelloK);
        Assert.Equal(ConnectionEndKind.Left, end.Kind);
        Assert.Equal([3, 0, 0, 0, 0, 0, 0, 0, 3, 5, 0], output);
    }

    [Fact]
    public void Upstream_clients_are_told_their_own_lowest_version_and_no_capabilities()
    {
        (ConnectionEnd end, byte[] output) = Say(new WorkerOptions(), HelloB);
        Assert.Equal(ConnectionEndKind.Left, end.Kind);
        Assert.Equal([0x1C, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, .. new byte[24]], output);
    }

    [Theory]
    [InlineData(3, 5, 2)]
    [InlineData(5, 1, 0)]
    [InlineData(6, 0, 1)]
    [InlineData(7, 0, 0)]
    public void The_version_told_can_be_chosen(byte major, byte minor, byte patch)
    {
        WorkerOptions options = new WorkerOptions().WithVersion(new RpcVersion(major, minor, patch));
        (_, byte[] output) = Say(options, major == 3 ? HelloK : HelloB);
        Assert.Equal([major, minor, patch], output[8..11]);
    }

    [Fact]
    public void A_version_that_nothing_speaks_cannot_be_chosen() =>
        Assert.Throws<ArgumentException>(() => new WorkerOptions().WithVersion(new RpcVersion(4, 0, 0)));

    [Fact]
    public void A_client_that_says_nothing_and_leaves_is_no_fault()
    {
        (ConnectionEnd end, byte[] output) = Say(new WorkerOptions(), Array.Empty<byte>());
        Assert.Equal(ConnectionEndKind.Left, end.Kind);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("before version 1", 0, 8, 0, 0, 0, 0, 0, 0, 0)]
    [InlineData("before version 1", 10, 0, 0, 0, 0, 0, 0, 0, 0)]
    [InlineData("are no HELLO", 71, 69, 84, 32, 47, 0, 0, 0, 0)]
    [InlineData("are no HELLO", 0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC)]
    [InlineData("a HELLO of 5 bytes", 0x0E, 5, 0, 0, 0, 0, 0, 0, 0)]
    [InlineData("a HELLO of 18446744073709551615 bytes", 0x0E, 255, 255, 255, 255, 255, 255, 255, 255)]
    public void Others_are_refused_with_the_versions_that_are_served(string expected, params int[] bytes)
    {
        using TestWorker worker = new(listens: false);
        byte[] sent = [.. bytes.Select(b => (byte)b)];
        Conversation client = new(int.MaxValue, _ => sent);
        ConnectionEnd end = worker.Host.Serve(client);
        Assert.Equal(ConnectionEndKind.Refused, end.Kind);
        Assert.Contains(expected, end.Reason, StringComparison.Ordinal);
        Assert.Contains("3.5.0 of ik_llama.cpp and 5.0.0 of llama.cpp", end.Reason, StringComparison.Ordinal);
        Assert.Empty(client.Output);
        Assert.Contains(end.Reason!, Assert.Single(worker.Logger.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, worker.Host.Statistics.RefusedConnections);
    }

    [Theory]
    [InlineData((byte)GgmlCommand.GetTensor, 296 + 16)]
    [InlineData((byte)GgmlCommand.SetTensorHash, 296 + 16)]
    [InlineData((byte)GgmlCommand.CopyTensor, 2 * 296)]
    [InlineData((byte)GgmlCommand.InitTensor, 296)]
    [InlineData((byte)GgmlCommand.GetAllocSize, 4 + 296)]
    public void A_client_of_upstream_3_is_known_by_the_length_of_its_descriptors(byte command, int length) =>
        AssertOlder(Say(new WorkerOptions(), HelloK, RawConnection.Frame((GgmlCommand)command, new byte[length])).End);

    [Fact]
    public void A_client_of_upstream_3_is_known_by_its_first_graph()
    {
        byte[] graph = new byte[12 + (8 * 2) + (3 * 296)];
        graph[4] = 2;
        graph[24] = 3;
        AssertOlder(Say(new WorkerOptions(), HelloK, RawConnection.Frame(GgmlCommand.GraphCompute, graph)).End);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(4096)]
    public void A_client_of_upstream_3_is_known_by_its_first_content(int contentBytes)
    {
        byte[] made = [];
        ConnectionEnd end = Say(
            new WorkerOptions(),
            _ => HelloK,
            _ => RawConnection.Frame(GgmlCommand.AllocBuffer, [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
            client =>
            {
                made = client.Answers[^1];
                return RawConnection.Frame(GgmlCommand.BufferGetBase, made.AsSpan(0, 8));
            },
            client =>
            {
                byte[] payload = new byte[296 + 8 + contentBytes];
                made.AsSpan(0, 8).CopyTo(payload.AsSpan(12));
                client.Answers[^1].CopyTo(payload, 220);
                return RawConnection.Frame(GgmlCommand.SetTensor, payload);
            }
        ).End;
        AssertOlder(end);
    }

    private static void AssertOlder(ConnectionEnd end)
    {
        Assert.Equal(ConnectionEndKind.Refused, end.Kind);
        Assert.Contains("llama.cpp's RPC 3.x (descriptors of 296 bytes)", end.Reason, StringComparison.Ordinal);
    }

    private static (ConnectionEnd End, byte[] Output) Say(WorkerOptions options, params byte[][] requests) =>
        Say(options, [.. requests.Select(bytes => (Func<Conversation, byte[]>)(_ => bytes))]);

    private static (ConnectionEnd End, byte[] Output) Say(
        WorkerOptions options,
        params Func<Conversation, byte[]>[] steps
    )
    {
        using TestWorker worker = new(options, listens: false);
        Conversation client = new(int.MaxValue, steps);
        ConnectionEnd end = worker.Host.Serve(client);
        return (end, client.Output);
    }
}

// Damaged exchanges: the worker serves them or refuses them in order, and nothing else.
using Caravan.Cpu;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Fuzzing;

public class FuzzTests
{
    private const ulong Seed = 20261125;

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void The_undamaged_sample_is_served_to_its_end(char dialect)
    {
        using CpuDevice device = new(threads: 1);
        ConnectionEnd end = RpcFuzz.PlayUndamaged(device, Sample(dialect));
        Assert.Null(end.Reason);
        Assert.Equal(ConnectionEndKind.Left, end.Kind);
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void A_hundred_thousand_damaged_exchanges_are_served_or_refused_in_order(char dialect)
    {
        const int count = 100_000;
        using CpuDevice device = new(threads: 1);
        Check(
            RpcFuzz.Run(device, Sample(dialect), Seed, count, cancellation: TestContext.Current.CancellationToken),
            count
        );
    }

    [Fact]
    public void Damaged_copies_of_a_recorded_exchange_are_served_or_refused_in_order()
    {
        const int count = 1_000;
        string path = Path.Combine(CaptureFolders.Require("stories-ot"), "06.cap");
        RpcFuzzScript script = RpcFuzzScript.FromCapture(File.ReadAllBytes(path));
        using CpuDevice device = new(threads: 1);
        Check(RpcFuzz.Run(device, script, Seed, count, cancellation: TestContext.Current.CancellationToken), count);
    }

    [Fact]
    public void A_finding_can_be_made_again_from_two_numbers()
    {
        using CpuDevice device = new(threads: 1);
        RpcFuzzResult whole = RpcFuzz.Run(device, Sample('K'), Seed, 200);
        RpcFuzzResult first = RpcFuzz.Run(device, Sample('K'), Seed, 120);
        RpcFuzzResult rest = RpcFuzz.Run(device, Sample('K'), Seed, 80, first: 120);
        Assert.Equal(whole.Served, first.Served + rest.Served);
        Assert.Equal(whole.Refused, first.Refused + rest.Refused);
    }

    [Fact]
    public void A_cut_recording_is_refused()
    {
        byte[] capture = File.ReadAllBytes(Path.Combine(CaptureFolders.Require("stories"), "01.cap"));
        Assert.Equal(Dialect.Ik, RpcFuzzScript.FromCapture(capture).Dialect);
        Assert.Throws<InvalidDataException>(() => RpcFuzzScript.FromCapture(capture.AsSpan(..^1)));
        Assert.Throws<InvalidDataException>(() => RpcFuzzScript.FromCapture([]));
    }

    private static RpcFuzzScript Sample(char dialect) =>
        RpcFuzzScript.Sample(dialect == 'K' ? Dialect.Ik : Dialect.Upstream5);

    private static void Check(RpcFuzzResult result, int count)
    {
        Assert.Empty(result.Findings);
        Assert.Equal(count, result.Served + result.Refused);

        // Damage of both kinds: what is still a valid exchange, and what is not.
        Assert.InRange(result.Served, count / 100, count);
        Assert.InRange(result.Refused, count / 100, count);
    }
}

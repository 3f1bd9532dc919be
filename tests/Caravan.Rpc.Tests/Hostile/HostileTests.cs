// Every known way to hurt a server of the ggml RPC protocol, tried on the worker.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

public class HostileTests
{
    // No frames: 23 and 30 are about the files of a store, 24 to 26 about time and memory, 31 about numbers given out, 33 about
    // clients.
    private static readonly int[] WithoutFrames = [23, 24, 25, 30, 31, 33];
    private static readonly int[] NewerDialectOnly = [16, 17, 32];

    [Theory]
    [MemberData(nameof(HostileCases.All), MemberType = typeof(HostileCases))]
    public void A_hostile_frame_ends_its_own_connection_alone(char dialect, int number, string name)
    {
        GgmlLayout layout = GgmlLayout.Of(dialect);
        HostileCase hostile = HostileCases.Find(layout, name);
        Assert.Equal(number, hostile.Number);
        HostileCheck.Run(WorkerUnderTest.Host, WorkerUnderTest.RequirePort(), layout, hostile);
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void The_list_of_known_weaknesses_is_covered(char dialect)
    {
        HostileCase[] cases = [.. HostileCases.Of(GgmlLayout.Of(dialect))];
        Assert.Equal(cases.Length, cases.DistinctBy(c => c.Name).Count());
        IEnumerable<int> expected = Enumerable.Range(1, 33).Except(WithoutFrames);
        expected = dialect == 'K' ? expected.Except(NewerDialectOnly) : expected;
        Assert.Equal(expected, cases.Select(c => c.Number).Distinct().Order());
    }
}

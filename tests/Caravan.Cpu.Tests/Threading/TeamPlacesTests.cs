// The processors that threads of a team get.
using System.Collections.Immutable;
using Caravan.Platform;

namespace Caravan.Cpu.Tests;

public class TeamPlacesTests
{
    private static readonly int[] Allowed = [0, 1, 2, 3, 4, 5];

    private static readonly ImmutableArray<NumaNode> Nodes =
    [
        new(0, [0, 1, 2, 3], 0),
        new(1, [4, 5, 6, 7], 0),
        new(2, [], 0),
    ];

    [Fact]
    public void Nothing_asked_for_is_everything_allowed() =>
        Assert.Equal([Allowed, Allowed], Places(2, new TeamOptions()));

    [Fact]
    public void Processors_asked_for_are_those_that_are_allowed() =>
        Assert.Equal(
            [
                [1, 5],
                [1, 5],
            ],
            Places(2, new TeamOptions { Processors = [1, 5, 7] })
        );

    [Fact]
    public void Strict_threads_have_a_processor_each_and_share_when_there_are_too_few() =>
        Assert.Equal(
            [
                [2],
                [4],
                [2],
            ],
            Places(3, new TeamOptions { Processors = [2, 4], IsStrict = true })
        );

    [Fact]
    public void Distributed_threads_take_turns_among_the_nodes_that_have_processors() =>
        Assert.Equal(
            [
                [0, 1, 2, 3],
                [4, 5],
                [0, 1, 2, 3],
            ],
            Places(3, new TeamOptions { Numa = NumaStrategy.Distribute })
        );

    [Fact]
    public void Strict_distributed_threads_have_a_processor_each_on_their_node() =>
        Assert.Equal(
            [
                [0],
                [4],
                [1],
                [5],
            ],
            Places(4, new TeamOptions { Numa = NumaStrategy.Distribute, IsStrict = true })
        );

    [Fact]
    public void Isolated_threads_stay_on_the_node_of_the_first() =>
        Assert.Equal(
            [
                [4, 5],
                [4, 5],
            ],
            Places(2, new TeamOptions { Numa = NumaStrategy.Isolate })
        );

    [Fact]
    public void Threads_stay_where_numactl_put_the_process() =>
        Assert.Equal([Allowed], Places(1, new TeamOptions { Numa = NumaStrategy.Numactl }));

    [Fact]
    public void Machine_without_known_nodes_is_one_node() =>
        Assert.Equal(
            [Allowed],
            TeamPlaces.Of(1, new TeamOptions { Numa = NumaStrategy.Distribute }, Allowed, [], current: 0)
        );

    [Fact]
    public void System_that_does_not_tell_gives_no_places() =>
        Assert.Empty(TeamPlaces.Of(2, new TeamOptions { IsStrict = true }, [], [], current: -1));

    [Fact]
    public void Threads_of_a_team_run_where_they_are_told_to()
    {
        int[] allowed = SystemCalls.Current.ThreadAffinity();
        Assert.SkipWhen(allowed.Length < 2, "needs two processors and a system that binds threads");
        int[][] seen = new int[2][];
        Thread caller = new(() =>
        {
            using ThreadTeam team = new(2, new TeamOptions { IsStrict = true });
            using Barrier both = new(2);
            team.Run(new Affinities(seen, both), 0, 2);
        });
        caller.Start();
        caller.Join();
        Assert.Equal(
            [
                [allowed[0]],
                [allowed[1]],
            ],
            seen
        );
    }

    private static int[][] Places(int threads, TeamOptions options) =>
        TeamPlaces.Of(threads, options, Allowed, Nodes, current: 5);

    // Both tasks are held until each thread has one.
    private sealed class Affinities(int[][] seen, Barrier both) : ParallelWork
    {
        internal override void Execute(int part, int task, int thread)
        {
            both.SignalAndWait();
            seen[thread] = SystemCalls.Current.ThreadAffinity();
        }
    }
}

// Threads of a team that share a processor part ways, and stay free afterwards.
using Caravan.Platform;

namespace Caravan.Cpu.Tests;

public class TeamSpreadTests
{
    [Fact]
    public void A_thread_leaves_the_processor_of_another_and_is_not_bound()
    {
        int[] allowed = SystemCalls.Current.ThreadAffinity();
        TeamSpread spread = new(TeamPlaces.Of(2, new TeamOptions()));
        Assert.SkipUnless(spread.Enabled, "needs two processors and a system that tells which one a thread is on");
        int[] afterwards = [];
        int processor = -1;
        OnThread(() =>
        {
            Assert.True(SystemCalls.Current.TrySetThreadAffinity([allowed[0]]));
            spread.Look(0);
        });
        OnThread(() =>
        {
            Assert.True(SystemCalls.Current.TrySetThreadAffinity([allowed[0]]));
            processor = SystemCalls.Current.CurrentProcessor;
            spread.Look(1);
            afterwards = SystemCalls.Current.ThreadAffinity();
        });

        Assert.Equal(allowed[0], processor);
        Assert.Equal(1, spread.Moves);
        Assert.Equal(allowed, afterwards);
    }

    [Fact]
    public void A_thread_on_a_processor_of_its_own_stays()
    {
        int[] allowed = SystemCalls.Current.ThreadAffinity();
        TeamSpread spread = new(TeamPlaces.Of(2, new TeamOptions()));
        Assert.SkipUnless(spread.Enabled, "needs two processors and a system that tells which one a thread is on");
        for (int thread = 0; thread < 2; thread++)
        {
            int number = thread;
            OnThread(() =>
            {
                Assert.True(SystemCalls.Current.TrySetThreadAffinity([allowed[number]]));
                spread.Look(number);
            });
        }

        Assert.Equal(0, spread.Moves);
    }

    [Fact]
    public void More_threads_than_processors_are_left_to_the_system() =>
        Assert.False(
            new TeamSpread(TeamPlaces.Of(SystemCalls.Current.ThreadAffinity().Length + 1, new TeamOptions())).Enabled
        );

    private static void OnThread(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}

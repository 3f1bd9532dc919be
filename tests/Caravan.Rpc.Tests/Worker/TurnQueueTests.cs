// The order in which clients compute.
namespace Caravan.Rpc.Tests.Worker;

public class TurnQueueTests
{
    [Fact]
    public void Turns_come_in_the_order_of_asking()
    {
        TurnQueue turns = new();
        List<int> order = [];
        turns.Enter();
        List<Thread> threads = [];
        for (int i = 0; i < 8; i++)
        {
            int number = i;
            Thread thread = new(() =>
            {
                turns.Enter();
                order.Add(number);
                turns.Exit();
            });
            thread.Start();
            threads.Add(thread);
            // Blocked means that it has its ticket.
            TestWorker.Eventually(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "the thread waits");
        }

        turns.Exit();
        threads.ForEach(thread => thread.Join());
        Assert.Equal(Enumerable.Range(0, 8), order);
    }

    [Fact]
    public void A_client_that_asks_again_lets_the_waiting_one_go_first()
    {
        TurnQueue turns = new();
        int served = 0;
        turns.Enter();
        Thread other = new(() =>
        {
            turns.Enter();
            Interlocked.Increment(ref served);
            turns.Exit();
        });
        other.Start();
        TestWorker.Eventually(() => other.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "the thread waits");
        turns.Exit();
        turns.Enter();
        Assert.Equal(1, Volatile.Read(ref served));
        turns.Exit();
        other.Join();
    }
}

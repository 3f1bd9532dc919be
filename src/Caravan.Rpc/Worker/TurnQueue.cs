// Lets one thread at a time use a device, in the order in which they came.
namespace Caravan.Rpc;

/// <summary>A lock that is fair: whoever asks first gets it first. Not re-entrant; taking it allocates nothing.</summary>
internal sealed class TurnQueue
{
    private readonly object gate = new();
    private long next;
    private long serving;

    /// <summary>Waits for this thread's turn.</summary>
    internal void Enter()
    {
        lock (gate)
        {
            long ticket = next++;
            while (ticket != serving)
            {
                Monitor.Wait(gate);
            }
        }
    }

    /// <summary>Ends the turn.</summary>
    internal void Exit()
    {
        lock (gate)
        {
            serving++;
            if (serving != next)
            {
                Monitor.PulseAll(gate);
            }
        }
    }
}

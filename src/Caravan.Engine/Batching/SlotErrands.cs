// Work on slots that waits for the scheduler's thread.
namespace Caravan.Engine.Batching;

/// <summary>A queue of errands, safe for use by several threads.</summary>
internal sealed class SlotErrands
{
    private readonly Queue<SlotErrand> errands = [];
    private readonly Lock gate = new();
    private Exception? failure;

    /// <summary>True when something is to be done.</summary>
    internal bool HasAny
    {
        get
        {
            lock (gate)
            {
                return errands.Count > 0;
            }
        }
    }

    /// <summary>Adds work; after the end it fails at once.</summary>
    internal Task<SlotTransfer> Add(Func<SlotTransfer> work)
    {
        SlotErrand errand = new(work);
        lock (gate)
        {
            if (failure is null)
            {
                errands.Enqueue(errand);
            }
            else
            {
                errand.Fail(failure);
            }
        }

        return errand.Result;
    }

    /// <summary>The next one, or null.</summary>
    internal SlotErrand? Take()
    {
        lock (gate)
        {
            return errands.TryDequeue(out SlotErrand? errand) ? errand : null;
        }
    }

    /// <summary>Nothing is done any more.</summary>
    internal void End(Exception error)
    {
        lock (gate)
        {
            failure = error;
            while (errands.TryDequeue(out SlotErrand? errand))
            {
                errand.Fail(error);
            }
        }
    }
}

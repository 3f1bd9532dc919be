// Work on a slot that the scheduler's thread does between two steps.
namespace Caravan.Engine.Batching;

/// <summary>Work and what became of it.</summary>
internal sealed class SlotErrand(Func<SlotTransfer> work)
{
    private readonly TaskCompletionSource<SlotTransfer> completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>What it gave.</summary>
    internal Task<SlotTransfer> Result => completion.Task;

    /// <summary>Does it; what goes wrong is its caller's alone.</summary>
    internal void Run()
    {
        try
        {
            completion.TrySetResult(work());
        }
        catch (Exception problem) when (problem is SlotFileException or IOException)
        {
            completion.TrySetException(problem);
        }
        catch (Exception problem)
        {
            // A device failed: nobody can go on.
            completion.TrySetException(problem);
            throw;
        }
    }

    /// <summary>It is not done any more.</summary>
    internal void Fail(Exception error) => completion.TrySetException(error);
}

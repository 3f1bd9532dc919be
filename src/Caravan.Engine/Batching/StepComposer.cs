// Deals the tokens of a step to the sequences that want some.
namespace Caravan.Engine.Batching;

/// <summary>
/// Every sequence that generates gets its token; what is left of the micro-batch goes to prompts in equal shares, the
/// requests that came first served first. No stream waits longer than one micro-batch.
/// </summary>
internal sealed class StepComposer(int microBatch, bool oneAtATime, int pageLength)
{
    private uint turn;

    /// <summary>Fills <paramref name="runs"/> for slots in the order in which their requests came; all have their pages.</summary>
    internal void Compose(List<Slot> active, List<BatchRun> runs)
    {
        runs.Clear();
        if (oneAtATime)
        {
            Slot slot = active[(int)(turn++ % (uint)active.Count)];
            // Rows stored at once must follow one another: not beyond a page.
            int toPageEnd = pageLength - (slot.Sequence.Evaluated % pageLength);
            Add(runs, slot, Math.Min(Math.Min(slot.Sequence.Pending, microBatch), toPageEnd));
            return;
        }

        int prompts = 0;
        foreach (Slot slot in active)
        {
            if (slot.Sequence.Pending == 1)
            {
                Add(runs, slot, 1);
            }
            else
            {
                prompts++;
            }
        }

        int room = microBatch - runs.Count;
        foreach (Slot slot in active)
        {
            if (slot.Sequence.Pending > 1 && room > 0)
            {
                int count = Math.Min(slot.Sequence.Pending, Math.Max(1, room / prompts));
                Add(runs, slot, count);
                room -= count;
                prompts--;
            }
        }
    }

    private static void Add(List<BatchRun> runs, Slot slot, int count) =>
        runs.Add(new BatchRun(slot, count, count == slot.Sequence.Pending));
}

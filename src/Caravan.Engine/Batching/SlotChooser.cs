// Chooses slots for requests and pages for slots.
namespace Caravan.Engine.Batching;

/// <summary>Takes the free slot that costs least: one that has most of the prompt, or one whose tokens are missed least.</summary>
internal sealed class SlotChooser(Slot[] slots, CacheCopier copier)
{
    private long uses;

    /// <summary>Makes a free slot ready for a request; what is cached of its prompt is taken over.</summary>
    /// <param name="generation">The request.</param>
    /// <param name="reused">Tokens taken over.</param>
    internal Slot Take(Generation generation, out int reused)
    {
        ReadOnlySpan<int> prompt = generation.Request.Prompt.Span;
        bool mayReuse = generation.Request.ReusePrefix;
        Slot? nearest = null;
        int common = 0;
        foreach (Slot slot in slots)
        {
            int length = mayReuse && (copier.CanCopy || slot.Generation is null) ? slot.CommonPrefix(prompt) : 0;
            if (length > common || (length == common && length > 0 && slot.Generation is null))
            {
                (nearest, common) = (slot, length);
            }
        }

        // A conversation that shares little more than its beginning is worth keeping: its beginning is copied.
        bool isOwn = nearest is { Generation: null } && (!copier.CanCopy || common * 2 >= nearest.Sequence.Evaluated);
        Slot taken = (isOwn ? nearest : LeastRecent()) ?? throw new InvalidOperationException("no slot is free");
        if (taken == nearest || nearest is null)
        {
            taken.Sequence.Begin(common, prompt);
        }
        else
        {
            taken.Sequence.Begin(0, prompt);
            TakePages(taken, nearest);
            copier.Copy(nearest.Sequence, taken.Sequence, common);
            taken.Sequence.Advance(common);
        }

        taken.LastUse = ++uses;
        reused = common;
        return taken;
    }

    /// <summary>
    /// Takes the pages for all known tokens of a slot. Where none is free behind its last page, what free slots have cached
    /// is given up, least recently used first; after that the slot itself gives up its pages and is computed again from lower
    /// ones, which changes no token.
    /// </summary>
    /// <param name="slot">The slot.</param>
    /// <param name="kept">A slot that keeps its pages, or null.</param>
    internal void TakePages(Slot slot, Slot? kept = null)
    {
        while (!slot.Sequence.TryGrow(slot.Sequence.Known))
        {
            if (LeastRecent(slot, kept, withPages: true) is { } idle)
            {
                idle.Sequence.Evict();
                idle.Sequence.DropPending();
            }
            else
            {
                slot.Sequence.Evict();
            }
        }
    }

    // A free slot, but for two that must not be taken.
    private Slot? LeastRecent(Slot? but = null, Slot? kept = null, bool withPages = false)
    {
        Slot? least = null;
        foreach (Slot slot in slots)
        {
            bool isFree = slot.Generation is null && slot != but && slot != kept;
            if (isFree && (!withPages || slot.Sequence.HasPages) && (least is null || slot.LastUse < least.LastUse))
            {
                least = slot;
            }
        }

        return least;
    }
}

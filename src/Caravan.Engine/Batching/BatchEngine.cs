// Computes steps of several requests at once; belongs to one thread.
using System.Runtime.InteropServices;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Graph;

namespace Caravan.Engine.Batching;

/// <summary>Slots over one program and one cache. A step allocates nothing.</summary>
internal sealed class BatchEngine : IDisposable
{
    private readonly LoadedModel model;
    private readonly SessionProgram session;
    private readonly BatchInputs inputs;
    private readonly StepComposer composer;
    private readonly SlotChooser chooser;
    private readonly SlotFile files;
    private readonly bool canSave;
    private readonly Slot[] slots;
    private readonly List<Slot> active = [];
    private readonly List<BatchRun> runs = [];
    private readonly float[] logits;

    internal BatchEngine(LoadedModel model, SchedulerOptions options, IStepLedger? ledger)
    {
        this.model = model;
        SessionSizes sizes = SessionSizes.Of(options.Session, model.Hyperparameters);
        ContextLength = sizes.ContextLength;
        int pageLength = PagePool.PageLengthOf(ContextLength);
        int pages = PagePool.PagesOf(ContextLength, pageLength) * options.Slots;
        SymbolValues maximum = new(
            Math.Max(sizes.MicroBatchSize, options.Slots),
            (long)pages * pageLength,
            options.Slots
        );
        session = new SessionProgram(model, options.Session, maximum, ledger);
        inputs = new BatchInputs(session.Graph, maximum, pageLength);
        PagePool pool = new(pages);
        slots =
        [
            .. Enumerable
                .Range(0, options.Slots)
                .Select(i => new Slot(i, new CachedSequence(pool, pageLength, ContextLength))),
        ];
        CacheCopier copier = new(session, pages * pageLength, pageLength);
        canSave = copier.CanCopy;
        files = new SlotFile(model, options.Session, copier, ContextLength);
        chooser = new SlotChooser(slots, copier);
        composer = new StepComposer((int)maximum.Tokens, StoresConsecutiveRowsOnly(model, options.Session), pageLength);
        logits = new float[(long)options.Slots * model.Hyperparameters.VocabularySize];
    }

    /// <summary>Tokens of a slot.</summary>
    internal int ContextLength { get; }

    /// <summary>Bytes of the caches.</summary>
    internal long CacheBytes => session.CacheBytes;

    /// <summary>One line each about options that run in another form than asked for.</summary>
    internal IReadOnlyList<string> Notices => session.Notices;

    /// <summary>True when a slot is free.</summary>
    internal bool HasRoom => active.Count < slots.Length;

    /// <summary>True when there is something to compute.</summary>
    internal bool HasWork => active.Count > 0;

    /// <summary>The slots.</summary>
    internal ReadOnlySpan<Slot> Slots => slots;

    /// <summary>Gives a request a slot; there must be a free one.</summary>
    /// <exception cref="DeviceException">A device failed while cached rows were copied; the request has ended with it.</exception>
    internal void Admit(Generation generation)
    {
        try
        {
            Slot slot = chooser.Take(generation, out int reused);
            (slot.Generation, slot.Timings) = (generation, generation.Timings);
            generation.Slot = slot.Index;
            int prompt = generation.Request.Prompt.Length;
            generation.Timings.Admit(reused, prompt - reused);
            active.Add(slot);
        }
        catch (Exception error)
        {
            // It waits no longer and is in no slot yet: nobody else would tell it.
            generation.End(error);
            throw;
        }
    }

    /// <summary>Computes one step and hands out the tokens that it gives.</summary>
    /// <param name="ended">Receives the requests that ended.</param>
    /// <exception cref="DeviceException">A device failed: the caches are lost.</exception>
    internal void Step(List<Generation> ended)
    {
        DropCancelled(ended);
        if (active.Count == 0)
        {
            return;
        }

        foreach (Slot slot in active)
        {
            chooser.TakePages(slot);
        }

        model.CheckUnchanged();
        composer.Compose(active, runs);
        ReadOnlySpan<BatchRun> step = CollectionsMarshal.AsSpan(runs);
        SymbolValues symbols = inputs.Write(session.Program, step);
        session.Program.Run(symbols);
        int vocabulary = model.Hyperparameters.VocabularySize;
        int outputs = 0;
        foreach (BatchRun run in step)
        {
            run.Slot.Sequence.Advance(run.Count);
            outputs += run.HasOutput ? 1 : 0;
        }

        // Reading is what waits for devices elsewhere: without any output one number is read all the same.
        int count = Math.Max(1, outputs * vocabulary);
        session.Program.Read(session.Graph.Logits, 0, MemoryMarshal.AsBytes(logits.AsSpan(0, count)));
        int row = 0;
        foreach (BatchRun run in step)
        {
            if (run.HasOutput)
            {
                Choose(run.Slot, logits.AsSpan(row++ * vocabulary, vocabulary), ended);
            }
        }
    }

    /// <summary>Writes what a slot has cached.</summary>
    /// <exception cref="SlotFileException">It is busy, or its cache has no whole rows.</exception>
    internal SlotTransfer Save(int slot, Stream output)
    {
        CheckRows();
        return files.Write(slots[slot], output);
    }

    /// <summary>Reads what a slot shall have cached.</summary>
    /// <exception cref="SlotFileException">It is busy, its cache has no whole rows, or the file does not fit.</exception>
    internal SlotTransfer Restore(int slot, Stream input)
    {
        CheckRows();
        return files.Read(slots[slot], input, taken => chooser.TakePages(taken, taken));
    }

    /// <summary>Gives up what a slot has cached.</summary>
    /// <exception cref="SlotFileException">It is busy.</exception>
    internal SlotTransfer Erase(int slot)
    {
        if (slots[slot].Generation is not null)
        {
            throw new SlotFileException($"slot {slot} is busy");
        }

        CachedSequence sequence = slots[slot].Sequence;
        int count = sequence.Evaluated;
        sequence.Evict();
        sequence.DropPending();
        return new SlotTransfer(count, 0);
    }

    /// <summary>Ends all requests with an error.</summary>
    internal void Fail(Exception error)
    {
        foreach (Slot slot in active)
        {
            slot.Generation!.End(error);
        }

        active.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private static bool StoresConsecutiveRowsOnly(LoadedModel model, SessionOptions options) =>
        model.Devices.Any(d =>
            d.StoresConsecutiveRowsOnly(options.KeyCacheType) || d.StoresConsecutiveRowsOnly(options.ValueCacheType)
        );

    private void CheckRows()
    {
        if (!canSave)
        {
            throw new SlotFileException("caches without flash attention are not saved");
        }
    }

    private void DropCancelled(List<Generation> ended)
    {
        for (int i = active.Count - 1; i >= 0; i--)
        {
            Slot slot = active[i];
            if (slot.Generation!.IsCancelled)
            {
                slot.Generation.End(new OperationCanceledException("the request was cancelled"));
                Release(slot, ended);
            }
        }
    }

    private void Choose(Slot slot, ReadOnlySpan<float> row, List<Generation> ended)
    {
        bool isLast;
        int token;
        try
        {
            isLast = slot.Generation!.Take(row, slot.Sequence.Room > 0, out token);
        }
        catch (Exception error) when (error is InvalidLogitsException or GrammarException)
        {
            // Its sampler or its grammar left nothing to choose from: the others go on.
            slot.Generation!.End(error);
            Release(slot, ended);
            return;
        }

        if (isLast)
        {
            Release(slot, ended);
        }
        else
        {
            slot.Sequence.Append(token);
        }
    }

    private void Release(Slot slot, List<Generation> ended)
    {
        ended.Add(slot.Generation!);
        slot.Generation = null;
        slot.Sequence.DropPending();
        active.Remove(slot);
    }
}

// Runs several requests at once on one model: queue, thread, slots.
using Caravan.Engine.Sampling;
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine.Batching;

/// <summary>
/// Continuous batching: requests share weights, cache and steps, and each gives the tokens that it gives alone. Requests may
/// be handed in from any thread; one thread of the scheduler owns the devices. Dispose it before the model.
/// </summary>
public sealed class InferenceScheduler : IDisposable
{
    private readonly LoadedModel model;
    private readonly SchedulerOptions options;
    private readonly BatchEngine engine;
    private readonly VocabularyForSampling vocabulary;
    private readonly LinkedList<Generation> waiting = [];
    private readonly List<Generation> ended = [];
    private readonly SlotErrands errands = new();
    private readonly SchedulerCounters counters;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim arrivals = new(0);
    private readonly Thread thread;
    private Exception? failure;
    private int outstanding;
    private volatile bool isStopping;

    /// <summary>Allocates the cache, compiles the program and starts the thread.</summary>
    /// <param name="model">The model; placed with <see cref="SchedulerOptions.ForPlacement"/> in mind.</param>
    /// <param name="options">Sizes and forms.</param>
    /// <param name="ledger">Told what each step cost; null for nobody.</param>
    /// <exception cref="ModelException">The options do not fit the model.</exception>
    /// <exception cref="DeviceException">A device lacks memory or an op.</exception>
    public InferenceScheduler(LoadedModel model, SchedulerOptions options, IStepLedger? ledger = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Slots);
        ArgumentOutOfRangeException.ThrowIfNegative(options.QueueLength);
        this.model = model;
        this.options = options;
        engine = new BatchEngine(model, options, ledger);
        vocabulary = new VocabularyForSampling(model);
        counters = new SchedulerCounters(options.Slots);
        thread = new Thread(Work) { IsBackground = true, Name = "inference scheduler" };
        thread.Start();
    }

    /// <summary>Tokens of a slot.</summary>
    public int ContextLength => engine.ContextLength;

    /// <summary>Bytes of the KV cache of all slots.</summary>
    public long CacheBytes => engine.CacheBytes;

    /// <summary>One line each about options that run in another form than asked for.</summary>
    public IReadOnlyList<string> Notices => engine.Notices;

    /// <summary>What it is doing and has done.</summary>
    public SchedulerStatus Status
    {
        get
        {
            lock (gate)
            {
                return counters.Snapshot(waiting.Count);
            }
        }
    }

    /// <summary>Hands in a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Gives it up, wherever it is.</param>
    /// <exception cref="ContextFullException">The prompt does not fit into the context of a slot.</exception>
    /// <exception cref="TokenRangeException">A token is outside the vocabulary.</exception>
    /// <exception cref="ArgumentException">The prompt is empty, or an option is out of range.</exception>
    /// <exception cref="DeviceException">A device has failed; the scheduler takes no requests any more.</exception>
    public Submission Submit(GenerationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        lock (gate)
        {
            if (Refusal() is { } full)
            {
                return full;
            }
        }

        SamplerChain sampler =
            request.Sampler ?? SamplerChain.Create(request.Sampling, vocabulary, engine.ContextLength);
        Generation generation = new(request, sampler, model.Tokenizer, engine.ContextLength, cancellation);
        lock (gate)
        {
            // Others may have come while the sampler was made.
            if (Refusal() is { } full)
            {
                generation.Dispose();
                return full;
            }

            waiting.AddLast(generation);
            outstanding++;
        }

        arrivals.Release();
        return new Submission.Accepted(generation);
    }

    /// <summary>Writes what a slot has cached, between two steps.</summary>
    /// <param name="slot">Its number.</param>
    /// <param name="output">Receives tokens and rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    /// <exception cref="SlotFileException">The slot is busy, or its cache has no whole rows.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Task<SlotTransfer> SaveSlot(int slot, Stream output) => Send(slot, () => engine.Save(slot, output));

    /// <summary>Gives a slot what <see cref="SaveSlot"/> wrote, between two steps; what it had is given up.</summary>
    /// <param name="slot">Its number.</param>
    /// <param name="input">Tokens and rows, of a known length.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    /// <exception cref="SlotFileException">The slot is busy, or the file is damaged or of another model.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Task<SlotTransfer> RestoreSlot(int slot, Stream input) => Send(slot, () => engine.Restore(slot, input));

    /// <summary>Gives up what a slot has cached.</summary>
    /// <param name="slot">Its number.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    /// <exception cref="SlotFileException">The slot is busy.</exception>
    public Task<SlotTransfer> EraseSlot(int slot) => Send(slot, () => engine.Erase(slot));

    /// <summary>Stops after the step that runs now; requests that have not ended are cancelled.</summary>
    public void Dispose()
    {
        if (!isStopping)
        {
            isStopping = true;
            arrivals.Release();
            thread.Join();
            engine.Dispose();
            arrivals.Dispose();
        }
    }

    private Task<SlotTransfer> Send(int slot, Func<SlotTransfer> work)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, options.Slots);
        Task<SlotTransfer> result = errands.Add(work);
        arrivals.Release();
        return result;
    }

    private void RunErrands()
    {
        while (errands.Take() is { } errand)
        {
            errand.Run();
            lock (gate)
            {
                counters.Look(engine.Slots);
            }
        }
    }

    private void Check(GenerationRequest request)
    {
        ReadOnlySpan<int> prompt = request.Prompt.Span;
        if (prompt.IsEmpty)
        {
            throw new ArgumentException("the prompt is empty, expected at least one token", nameof(request));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.MaximumTokens ?? 1);
        ArgumentOutOfRangeException.ThrowIfNegative(request.TopLogprobs ?? 0);
        if (prompt.Length > engine.ContextLength)
        {
            throw new ContextFullException(prompt.Length, 0, engine.ContextLength);
        }

        TokenRangeException.ThrowIfOutside(prompt, vocabulary.Count);
    }

    private Submission.QueueFull? Refusal()
    {
        ObjectDisposedException.ThrowIf(isStopping, this);
        if (failure is not null)
        {
            throw new DeviceException($"the scheduler has stopped: {failure.Message}", failure);
        }

        return outstanding < options.QueueLength + options.Slots
            ? null
            : new Submission.QueueFull(waiting.Count, counters.RetryAfter(waiting.Count));
    }

    private void Work()
    {
        try
        {
            while (!isStopping)
            {
                if (!engine.HasWork && !HasWaiting())
                {
                    arrivals.Wait();
                }

                RunErrands();
                AdmitWaiting();
                engine.Step(ended);
                lock (gate)
                {
                    counters.Count(engine.Slots, ended);
                    outstanding -= ended.Count;
                }

                ended.Clear();
            }

            Stop(new OperationCanceledException("the scheduler was stopped"));
        }
        // Whatever it was, the callers have to hear of it: the thread has nobody to throw to.
        catch (Exception error)
        {
            Stop(error);
        }
    }

    private bool HasWaiting()
    {
        lock (gate)
        {
            return waiting.Count > 0 || errands.HasAny;
        }
    }

    private void AdmitWaiting()
    {
        while (TakeWaiting() is { } generation)
        {
            if (generation.IsCancelled)
            {
                generation.End(new OperationCanceledException("the request was cancelled"));
                ended.Add(generation);
            }
            else
            {
                engine.Admit(generation);
            }
        }
    }

    // The next request for a free slot, or one that was cancelled while it waited.
    private Generation? TakeWaiting()
    {
        lock (gate)
        {
            LinkedListNode<Generation>? node = waiting.First;
            while (node is not null && !engine.HasRoom && !node.Value.IsCancelled)
            {
                node = node.Next;
            }

            if (node is not null)
            {
                waiting.Remove(node);
            }

            return node?.Value;
        }
    }

    private void Stop(Exception error)
    {
        lock (gate)
        {
            failure = error;
            engine.Fail(error);
            foreach (Generation generation in waiting)
            {
                generation.End(error);
            }

            waiting.Clear();
            errands.End(error);
        }
    }
}

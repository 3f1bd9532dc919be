// Sizes of an inference scheduler.
namespace Caravan.Engine.Batching;

/// <summary>Options of an <see cref="InferenceScheduler"/>.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Requests that are computed side by side (<c>-np</c>).</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Requests that may wait for a slot; more are refused.</summary>
    public int QueueLength { get; init; } = 64;

    /// <summary>
    /// Forms and sizes; <see cref="SessionOptions.ContextLength"/> is that of one slot. A micro-batch has at least a token
    /// for each slot.
    /// </summary>
    public SessionOptions Session { get; init; } = new();

    /// <summary>
    /// The options of a session as large as the whole scheduler, for <see cref="LoadedModel"/> to count its caches when it
    /// places weights.
    /// </summary>
    /// <param name="trainedContext">The model's context of training.</param>
    public SessionOptions ForPlacement(int trainedContext)
    {
        int context = Session.ContextLength > 0 ? Session.ContextLength : trainedContext;
        return Session with
        {
            ContextLength =
                PagePool.PagesOf(context, PagePool.PageLengthOf(context)) * PagePool.PageLengthOf(context) * Slots,
            MaximumOutputs = Slots,
        };
    }
}

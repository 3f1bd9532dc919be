// Waits for the next element of a stream and tells the client meanwhile that it is alive.
namespace Caravan.Server.Hosting;

/// <summary>
/// Elements of a sequence; while one is waited for longer than an interval, the event stream gets a comment, since clients and
/// proxies give up connections on which nothing comes.
/// </summary>
/// <param name="inner">The elements, which end by <paramref name="end"/>.</param>
/// <param name="output">Gets comments while nobody else writes: within <see cref="MoveNextAsync"/>.</param>
/// <param name="interval">Time between comments; null for none.</param>
/// <param name="end">Cancelled where a comment cannot be sent.</param>
internal sealed class KeptAlive<T>(
    IAsyncEnumerator<T> inner,
    EventStream output,
    TimeSpan? interval,
    CancellationTokenSource end
) : IAsyncEnumerator<T>
{
    private Task<bool> next = Task.FromResult(false);

    /// <inheritdoc/>
    public T Current => inner.Current;

    /// <inheritdoc/>
    public async ValueTask<bool> MoveNextAsync()
    {
        ValueTask<bool> move = inner.MoveNextAsync();
        if (interval is not { } time || move.IsCompleted)
        {
            return await move.ConfigureAwait(false);
        }

        next = move.AsTask();
        while (true)
        {
            // The element may come while the time is up: what counts is whether it is there afterwards.
            await ((Task)next).WaitAsync(time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (next.IsCompleted)
            {
                return await next.ConfigureAwait(false);
            }

            await output.Ping(end.Token).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!next.IsCompleted)
        {
            // A comment failed: the sequence cannot be left while it is asked for an element.
            await end.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await inner.DisposeAsync().ConfigureAwait(false);
    }
}

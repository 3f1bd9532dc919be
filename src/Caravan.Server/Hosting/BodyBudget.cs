// Memory that bodies of requests may take together.
namespace Caravan.Server.Hosting;

/// <summary>Counts the bytes of all bodies in memory.</summary>
internal sealed class BodyBudget(long limit)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private long taken;

    /// <summary>A share of a body that is being read.</summary>
    internal Share Begin() => new(this);

    /// <summary>The bytes of one body; given back on disposal.</summary>
    internal sealed class Share(BodyBudget budget) : IDisposable
    {
        private long bytes;

        /// <summary>Takes what is missing to a size.</summary>
        /// <exception cref="ApiException">Others have taken it.</exception>
        internal void GrowTo(long size)
        {
            long more = size - bytes;
            if (more <= 0)
            {
                return;
            }

            if (Interlocked.Add(ref budget.taken, more) > budget.Limit)
            {
                Interlocked.Add(ref budget.taken, -more);
                throw ApiException.Busy("other requests take all memory for bodies", "overloaded", Soon);
            }

            bytes = size;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Interlocked.Add(ref budget.taken, -bytes);
            bytes = 0;
        }
    }

    private long Limit { get; } = limit;
}

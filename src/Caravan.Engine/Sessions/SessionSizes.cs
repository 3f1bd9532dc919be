// The sizes of a session that its options and the model give together.
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine;

/// <summary>Sizes of a session.</summary>
/// <param name="ContextLength">Tokens that it has room for.</param>
/// <param name="BatchSize">Tokens of a prompt handed over at once.</param>
/// <param name="MicroBatchSize">Tokens computed at once at the most.</param>
/// <param name="MaximumOutputs">Rows of logits of one micro-batch at the most.</param>
internal sealed record SessionSizes(int ContextLength, int BatchSize, int MicroBatchSize, int MaximumOutputs)
{
    /// <summary>The cache is looked at in multiples of this many positions, so that programs need few forms.</summary>
    internal const int CachePadding = 256;

    /// <summary>Positions of the cache: whole paddings, so that a padded view of it never ends beyond it.</summary>
    internal int CacheLength => Padded(ContextLength);

    /// <summary>The largest symbol values.</summary>
    internal SymbolValues Maximum => new(MicroBatchSize, CacheLength, MaximumOutputs);

    /// <summary>The sizes that options mean for a model.</summary>
    internal static SessionSizes Of(SessionOptions options, ModelHyperparameters model)
    {
        int context = options.ContextLength > 0 ? options.ContextLength : model.ContextLength;
        int microBatch = Math.Clamp(Math.Min(options.BatchSize, options.MicroBatchSize), 1, context);
        return new SessionSizes(
            context,
            Math.Clamp(options.BatchSize, 1, context),
            microBatch,
            Math.Clamp(options.MaximumOutputs, 1, microBatch)
        );
    }

    /// <summary>Positions rounded up to whole paddings.</summary>
    internal static int Padded(int positions) => (positions + CachePadding - 1) / CachePadding * CachePadding;
}

// Makes session options of a command line.
using Caravan.Cli.Options;
using Caravan.Engine;

namespace Caravan.Cli.Running;

/// <summary>Reads <see cref="ContextOptions"/> and <see cref="RopeOptions"/>.</summary>
internal static class SessionOptionsReader
{
    /// <summary>The session options that a command line asks for; the context length is left to the command.</summary>
    internal static SessionOptions Read(OptionValues values)
    {
        int batch = values.Get(ContextOptions.BatchSize);
        return new SessionOptions
        {
            BatchSize = batch,
            MicroBatchSize = Math.Min(batch, values.Get(ContextOptions.MicroBatchSize)),
            FlashAttention = values.Get(ContextOptions.FlashAttention) ?? true,
            KeyCacheType = values.Get(ContextOptions.KeyCacheType),
            ValueCacheType = values.Get(ContextOptions.ValueCacheType),
            LatentAttention = values.Has(ContextOptions.LatentAttention)
                ? values.Get(ContextOptions.LatentAttention)
                : null,
            AttentionScratchBytes = (long)values.Get(ContextOptions.AttentionScratch) << 20,
            GroupedRouting = values.Get(ContextOptions.GroupedRouting),
            Rope = RopeOptions.Read(values),
        };
    }
}

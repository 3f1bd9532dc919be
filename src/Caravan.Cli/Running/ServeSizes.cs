// Slots of a server and the context of each.
using Caravan.Cli.Options;
using Caravan.Engine.Batching;

namespace Caravan.Cli.Running;

/// <summary>Shares <c>-c</c> out among <c>-np</c>.</summary>
internal static class ServeSizes
{
    // Where the user says nothing: enough for a conversation, and no cache of gigabytes.
    private const int UsualContext = 8192;
    private const int UsualSlots = 4;

    /// <summary>The options of a scheduler.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="trainedContext">The model's context of training.</param>
    /// <exception cref="UsageException">A slot would have no context.</exception>
    internal static SchedulerOptions Read(OptionValues values, int trainedContext)
    {
        int asked = values.Get(ServeOptions.Slots);
        bool isAutomatic = asked <= 0;
        // The cache of a slot that nobody uses costs nothing here, but takes its memory on a worker at once.
        int slots =
            !isAutomatic ? asked
            : values.Has(PlacementOptions.Rpc) ? 1
            : UsualSlots;
        int context = values.Get(ContextOptions.ContextSize, Math.Min(trainedContext, UsualContext));
        context = context <= 0 ? trainedContext : context;
        if (!isAutomatic && values.Has(ContextOptions.ContextSize))
        {
            // As in llama-server the slots share what was asked for.
            context /= slots;
        }

        if (context == 0)
        {
            throw new UsageException(
                $"-np: {slots} slots share a context of {values.Get(ContextOptions.ContextSize)} tokens, which is none for each"
            );
        }

        return new SchedulerOptions
        {
            Slots = slots,
            QueueLength = values.Get(ServeOptions.Queue),
            Session = SessionOptionsReader.Read(values) with { ContextLength = context },
        };
    }
}

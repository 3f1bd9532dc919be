// What the slots are doing.
using Caravan.Engine.Batching;
using Caravan.Server.Contracts;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/slots</c>.</summary>
internal sealed class SlotsEndpoint(ServerState state)
{
    private const string FailOption = "fail_on_no_slot";

    /// <summary>Answers: one entry a slot.</summary>
    internal Task Get(HttpContext context)
    {
        if (!state.Options.HasSlots)
        {
            throw ApiException.NotSupported("/slots is not served: the server was started with --no-slots");
        }

        ServedModel model = state.Model;
        SchedulerStatus status = model.Scheduler.Status;
        if (context.Request.Query.ContainsKey(FailOption) && status.Slots.All(slot => slot.IsBusy))
        {
            throw ApiException.Busy("no slot is free", "no_slot", TimeSpan.FromSeconds(1));
        }

        List<SlotAnswer> slots =
        [
            .. status.Slots.Select(slot => new SlotAnswer(
                slot.Index,
                model.Scheduler.ContextLength,
                Speculative: false,
                slot.IsBusy,
                slot.CachedTokens,
                slot.ReusedTokens,
                slot.ComputedTokens,
                new SlotProgress(slot.IsBusy, slot.GeneratedTokens)
            )),
        ];
        return context.Response.WriteAnswer(slots, ServerJson.Bodies.ListSlotAnswer);
    }
}

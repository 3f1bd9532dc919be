// Where the time of the last token went.
using System.Diagnostics;
using Caravan.Graph;
using Caravan.Server.Contracts;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/ledger</c>: the last token's milliseconds on each device.</summary>
internal sealed class LedgerEndpoint(ServerState state)
{
    /// <summary>Answers.</summary>
    internal Task Get(HttpContext context)
    {
        ServedModel model = state.Model;
        (int tokens, DeviceRecord[] records) = model.Options.Ledger?.Read() ?? (0, []);
        List<LedgerDevice> devices =
        [
            .. records.Zip(
                model.Model.Devices,
                (record, device) =>
                    new LedgerDevice(
                        device.Info.Name,
                        Milliseconds(record.RunTicks),
                        Milliseconds(record.WaitTicks),
                        record.BytesTo,
                        record.BytesFrom,
                        record.RoundTrips
                    )
            ),
        ];
        return context.Response.WriteAnswer(new LedgerAnswer(tokens, devices), ServerJson.Bodies.LedgerAnswer);
    }

    private static double Milliseconds(long ticks) => ticks * 1e3 / Stopwatch.Frequency;
}

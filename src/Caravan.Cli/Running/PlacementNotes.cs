// Says what of a placement request changes nothing.
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;
using Caravan.Engine;

namespace Caravan.Cli.Running;

/// <summary>Lines about options on devices that have no device to act on, or that run in another form.</summary>
internal static class PlacementNotes
{
    private static readonly OptionDefinition[] ForWorkers =
    [
        PlacementOptions.GpuLayers,
        PlacementOptions.TensorSplit,
        PlacementOptions.SplitModeName,
        PlacementOptions.MainDevice,
        PlacementOptions.CpuExperts,
        PlacementOptions.CpuExpertLayers,
        PlacementOptions.CacheOffload,
        .. PlacementOptions.Fusion,
        PlacementOptions.Dialect,
        PlacementOptions.Timeout,
    ];

    /// <summary>Writes a line for each such option.</summary>
    internal static void Write(Log log, OptionValues values, PlacementRequest request)
    {
        string mode = values.Get(PlacementOptions.SplitModeName);
        if (request.RpcEndpoints.IsEmpty)
        {
            string names = string.Join(", ", ForWorkers.Where(values.Has).Select(values.SpellingOf));
            if (names.Length > 0)
            {
                log.Note($"{names}: nothing to place without workers (--rpc); all runs on this machine's CPU");
            }

            return;
        }

        if (mode is not (DeviceTexts.Layer or DeviceTexts.None))
        {
            log.Note($"-sm {mode}: no device here splits single tensors; whole layers are dealt, as with -sm layer");
        }

        if (request.GpuLayers == 0)
        {
            log.Note("-ngl 0: all layers stay on this machine's CPU, and the workers of --rpc get nothing");
        }
    }
}

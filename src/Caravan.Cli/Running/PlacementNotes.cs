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
        PlacementOptions.TensorSplit,
        PlacementOptions.MainDevice,
        PlacementOptions.Dialect,
        PlacementOptions.Timeout,
    ];

    /// <summary>Writes a line for each such option.</summary>
    internal static void Write(Log log, OptionValues values, PlacementRequest request)
    {
        string mode = values.Get(PlacementOptions.SplitModeName);
        if (request.RpcEndpoints.IsEmpty)
        {
            WriteIdle(log, values, Idle(values));
            return;
        }

        if (mode is not (DeviceTexts.Layer or DeviceTexts.None))
        {
            log.Note($"-sm {mode}: no device here splits single tensors; whole layers are dealt, as with -sm layer");
        }
    }

    /// <summary>Writes what came out otherwise than asked for.</summary>
    internal static void Write(Log log, ResolvedPlacement placement)
    {
        foreach (string notice in placement.Notices)
        {
            log.Note(notice);
        }
    }

    /// <summary>Writes which of a benchmark's options have nothing to do without workers.</summary>
    internal static void WriteForBench(Log log, OptionValues values, PlacementRequest link)
    {
        if (link.RpcEndpoints.IsEmpty)
        {
            IEnumerable<OptionDefinition> options = [.. BenchPlacementOptions.ForWorkers, .. ForWorkers];
            WriteIdle(log, values, options.Where(values.Has));
        }
    }

    private static void WriteIdle(Log log, OptionValues values, IEnumerable<OptionDefinition> idle)
    {
        string names = string.Join(", ", idle.Select(values.SpellingOf));
        if (names.Length > 0)
        {
            log.Note($"{names}: nothing to do without workers (--rpc); all runs on this machine's CPU");
        }
    }

    // What asks for the CPU, or for what happens anyway, is left out.
    private static IEnumerable<OptionDefinition> Idle(OptionValues values)
    {
        if (values.Has(PlacementOptions.GpuLayers) && values.Get(PlacementOptions.GpuLayers) != 0)
        {
            yield return PlacementOptions.GpuLayers;
        }

        if (
            values.Has(PlacementOptions.SplitModeName)
            && values.Get(PlacementOptions.SplitModeName) != DeviceTexts.None
        )
        {
            yield return PlacementOptions.SplitModeName;
        }

        foreach (FlagOption fusion in PlacementOptions.Fusion.Where(fusion => !values.Get(fusion)))
        {
            yield return fusion;
        }

        foreach (OptionDefinition option in ForWorkers.Where(values.Has))
        {
            yield return option;
        }
    }
}

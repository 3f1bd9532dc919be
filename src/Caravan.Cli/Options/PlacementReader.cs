// Makes a placement request of a command line.
using Caravan.Engine;

namespace Caravan.Cli.Options;

/// <summary>Reads <see cref="PlacementOptions"/>.</summary>
internal static class PlacementReader
{
    /// <summary>The request of a command line.</summary>
    internal static PlacementRequest Read(OptionValues values)
    {
        PlacementRequest link = ReadLink(values);
        return WithDevices(link, [.. values.Get(PlacementOptions.Devices).LastOrDefault([])]) with
        {
            GpuLayers = values.Get(PlacementOptions.GpuLayers),
            TensorSplit = [.. values.Get(PlacementOptions.TensorSplit)],
            SplitMode = ModeOf(values.Get(PlacementOptions.SplitModeName)),
            MainDevice = values.Get(PlacementOptions.MainDevice),
            Overrides = [.. values.Get(PlacementOptions.Overrides).SelectMany(rules => rules)],
            CpuExpertLayers = values.Get(PlacementOptions.CpuExperts)
                ? int.MaxValue
                : values.Get(PlacementOptions.CpuExpertLayers),
            NoCacheOffload = !values.Get(PlacementOptions.CacheOffload),
        };
    }

    /// <summary>The part of a request that is the same for all cases of a benchmark.</summary>
    internal static PlacementRequest ReadLink(OptionValues values) =>
        new()
        {
            RpcEndpoints = [.. values.Get(PlacementOptions.Rpc).SelectMany(endpoints => endpoints)],
            RpcDialect = values.Get(PlacementOptions.Dialect),
            RpcTimeout = values.Get(PlacementOptions.Timeout),
            LedgerPath = values.Get(PlacementOptions.Ledger),
            UnfuseExperts = !values.Get(PlacementOptions.FusedExperts),
            UnfuseUpGate = !values.Get(PlacementOptions.FusedUpGate),
            UnfuseMultiAdd = !values.Get(PlacementOptions.FusedMultiAdd),
        };

    /// <summary>The request with a list of devices; "none" leaves all workers out.</summary>
    internal static PlacementRequest WithDevices(PlacementRequest request, string[] devices) =>
        devices is [var only] && only.Equals(DeviceTexts.None, StringComparison.OrdinalIgnoreCase)
            ? request with
            {
                RpcEndpoints = [],
            }
            : request with
            {
                Devices = [.. devices],
            };

    /// <summary>The mode that a name stands for; what splits single tensors elsewhere runs by whole layers here.</summary>
    internal static SplitMode ModeOf(string name) => name == DeviceTexts.None ? SplitMode.None : SplitMode.Layer;
}

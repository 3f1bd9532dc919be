// One placement of a benchmark's model, in the values that llama-bench prints.
using System.Globalization;
using Caravan.Cli.Options;
using Caravan.Engine;

namespace Caravan.Cli.Benchmarks;

/// <summary>A combination of the placement options of a benchmark.</summary>
/// <param name="GpuLayers"><c>-ngl</c>; null for automatic.</param>
/// <param name="CpuExpertLayers"><c>-ncmoe</c>.</param>
/// <param name="SplitMode"><c>-sm</c> by name.</param>
/// <param name="MainDevice"><c>-mg</c>.</param>
/// <param name="Devices"><c>-dev</c>; empty for all.</param>
/// <param name="TensorSplit"><c>-ts</c>; empty for automatic.</param>
/// <param name="Overrides"><c>-ot</c>.</param>
/// <param name="NoCacheOffload"><c>-nkvo</c>.</param>
internal sealed record BenchPlacement(
    int? GpuLayers,
    int CpuExpertLayers,
    string SplitMode,
    int MainDevice,
    string[] Devices,
    float[] TensorSplit,
    TensorOverride[] Overrides,
    bool NoCacheOffload
)
{
    /// <summary><c>-ngl</c> as a number.</summary>
    internal int GpuLayersNumber => DeviceTexts.NumberOf(GpuLayers);

    /// <summary>The devices, joined by slashes.</summary>
    internal string DevicesText => Devices.Length == 0 ? "auto" : string.Join('/', Devices);

    /// <summary>The shares, joined by slashes.</summary>
    internal string TensorSplitText =>
        string.Join(
            '/',
            TensorSplit.DefaultIfEmpty(0).Select(share => share.ToString("F2", CultureInfo.InvariantCulture))
        );

    /// <summary>The rules, joined by semicolons.</summary>
    internal string OverridesText =>
        Overrides.Length == 0 ? "none" : string.Join(';', Overrides.Select(rule => $"{rule.Pattern}={rule.Device}"));

    /// <summary>The placement as a request.</summary>
    /// <param name="link">How to speak with workers.</param>
    internal PlacementRequest ToRequest(PlacementRequest link) =>
        PlacementReader.WithDevices(link, Devices) with
        {
            GpuLayers = GpuLayers,
            CpuExpertLayers = CpuExpertLayers,
            SplitMode = PlacementReader.ModeOf(SplitMode),
            MainDevice = MainDevice,
            TensorSplit = [.. TensorSplit],
            Overrides = [.. Overrides],
            NoCacheOffload = NoCacheOffload,
        };
}

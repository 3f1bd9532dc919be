// Placement options of bench, where most take lists of values.
using Caravan.Engine;

namespace Caravan.Cli.Options;

/// <summary>What <see cref="PlacementOptions"/> are elsewhere, with llama-bench's separators.</summary>
internal static class BenchPlacementOptions
{
    internal static readonly ListOption<int?[]> GpuLayers = new(
        "-ngl --gpu-layers --n-gpu-layers",
        "N,...",
        ReadLayers,
        "layers on devices other than the CPU, auto or all (default: auto)"
    );

    internal static readonly ListOption<int[]> CpuExpertLayers = new(
        "-ncmoe --n-cpu-moe",
        "N,...",
        RangeText.Of(0, int.MaxValue),
        "experts of the first N layers stay on the CPU (default: 0)"
    );

    internal static readonly ListOption<string[]> SplitModes = new(
        "-sm --split-mode",
        "none|layer,...",
        text => [.. text.Split(',').Select(DeviceTexts.ReadSplitMode)],
        "one device besides the CPU, or layers dealt over all; row, graph and attn run as layer (default: layer)"
    );

    internal static readonly ListOption<int[]> MainDevices = new(
        "-mg --main-gpu",
        "INDEX,...",
        RangeText.Of(0, int.MaxValue),
        "with -sm none: the device, counted from 0 in their order (default: 0)"
    );

    internal static readonly ListOption<bool[]> NoCacheOffload = BenchOptions.Bits(
        "-nkvo --no-kv-offload",
        isOn => isOn,
        "the KV cache stays on the CPU (default: 0)"
    );

    internal static readonly ListOption<string[][]> Devices = new(
        "-dev --device",
        "DEVICE/...,...",
        text => [.. text.Split(',').Select(one => one is "auto" ? [] : one.Split('/', Lenient))],
        "devices to use; / between those of one test, a comma between tests (default: auto, all)"
    );

    internal static readonly ListOption<float[][]> TensorSplits = new(
        "-ts --tensor-split",
        "N0/N1/...,...",
        text => [.. text.Split(',').Select(DeviceTexts.ReadSplit)],
        "shares of the devices; / between those of one test, a comma between tests (default: by free memory)"
    );

    internal static readonly ListOption<TensorOverride[][]> Overrides = new(
        "-ot --override-tensor",
        "REGEX=DEVICE;...,...",
        text => [.. text.Split(',').Select(one => DeviceTexts.ReadOverrides(one, ';').ToArray())],
        "tensors whose names match go to the device; ; between the rules of one test, a comma between tests (default: none)"
    );

    internal static readonly ValueOption<bool> FusedExperts = BenchOptions.Bit(
        "-fmoe --fused-moe",
        true,
        "workers run experts' up and gate products as one op where they know it (default: 1)",
        "-no-fmoe --no-fused-moe"
    );

    internal static readonly ValueOption<bool> UnfusedUpGate = BenchOptions.Bit(
        "-no-fug --no-fused-up-gate",
        false,
        "workers run other up and gate products as separate ops (default: 0)"
    );

    internal static readonly ValueOption<bool> UnfusedMultiAdd = BenchOptions.Bit(
        "-no-mmad --no-fused-mul-multiadd",
        false,
        "workers weigh and add experts' outputs in separate ops (default: 0)"
    );

    internal static readonly OptionGroup Group = new(
        "workers and devices",
        [
            .. PlacementOptions.Link,
            Devices,
            GpuLayers,
            TensorSplits,
            SplitModes,
            MainDevices,
            Overrides,
            PlacementOptions.CpuExperts,
            CpuExpertLayers,
            NoCacheOffload,
            FusedExperts,
            UnfusedUpGate,
            UnfusedMultiAdd,
        ]
    );

    /// <summary>Options that act on workers alone.</summary>
    internal static readonly OptionDefinition[] ForWorkers =
    [
        GpuLayers,
        TensorSplits,
        SplitModes,
        MainDevices,
        UnfusedUpGate,
        UnfusedMultiAdd,
    ];

    private const StringSplitOptions Lenient = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private static int?[] ReadLayers(string text) =>
        text.Split(',')
            .SelectMany(part =>
                part.ToLowerInvariant() is "auto" or "all"
                    ? [DeviceTexts.ReadLayers(part)]
                    : RangeText.Of(int.MinValue, int.MaxValue)(part).Select(DeviceTexts.LayersOf)
            )
            .ToArray();
}

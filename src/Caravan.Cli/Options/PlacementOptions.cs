// Options about workers and about what runs on which device.
using Caravan.Engine;

namespace Caravan.Cli.Options;

/// <summary>Workers, devices and the share of each, in the spellings of llama.cpp and ik_llama.cpp.</summary>
internal static class PlacementOptions
{
    internal static readonly ListOption<string[]> Rpc = new(
        "-rpc --rpc",
        "HOST:PORT,...",
        EndpointText.ReadList,
        "workers, in the order of the split: names, addresses, [IPv6]:PORT; may be given several times"
    )
    {
        Environment = "LLAMA_ARG_RPC",
    };

    internal static readonly ListOption<string[]> Devices = new(
        "-dev --device",
        "DEVICE,...",
        DeviceTexts.ReadList,
        "devices to use, in the order of the split: CPU, RPC0[HOST:PORT], RPC0; none = this machine's CPU alone (default: all)"
    )
    {
        Environment = "LLAMA_ARG_DEVICE",
    };

    internal static readonly FlagOption ListDevices = new("--list-devices", "print the devices, and end");

    internal static readonly ValueOption<int?> GpuLayers = new(
        "-ngl --gpu-layers --n-gpu-layers",
        "N",
        DeviceTexts.ReadLayers,
        null,
        "layers on devices other than the CPU, counted from the last: a number, auto or all (default: auto, all where there are workers)"
    )
    {
        Environment = "LLAMA_ARG_N_GPU_LAYERS",
    };

    internal static readonly ValueOption<float[]> TensorSplit = new(
        "-ts --tensor-split",
        "N0,N1,...",
        DeviceTexts.ReadSplit,
        [],
        "shares of the devices, in their order, workers first and then the CPU (default: by free memory)"
    )
    {
        Environment = "LLAMA_ARG_TENSOR_SPLIT",
    };

    internal static readonly ValueOption<string> SplitModeName = new(
        "-sm --split-mode",
        "none|layer",
        DeviceTexts.ReadSplitMode,
        DeviceTexts.Layer,
        "none: one device besides the CPU; layer: layers are dealt over all; row, graph and attn run as layer (default: layer)"
    )
    {
        Environment = "LLAMA_ARG_SPLIT_MODE",
    };

    internal static readonly ValueOption<int> MainDevice = new(
        "-mg --main-gpu",
        "INDEX",
        ValueParsers.Integer(0, int.MaxValue),
        0,
        "with -sm none: the device, counted from 0 in their order (default: 0)"
    )
    {
        Environment = "LLAMA_ARG_MAIN_GPU",
    };

    internal static readonly ListOption<TensorOverride[]> Overrides = new(
        "-ot --override-tensor",
        "REGEX=DEVICE,...",
        text => [.. DeviceTexts.ReadOverrides(text, ',')],
        "tensors whose names match go to the device; the first match counts; may be given several times"
    )
    {
        Environment = "LLAMA_ARG_OVERRIDE_TENSOR",
    };

    internal static readonly FlagOption CpuExperts = new("-cmoe --cpu-moe", "experts stay on the CPU")
    {
        Environment = "LLAMA_ARG_CPU_MOE",
    };

    internal static readonly ValueOption<int> CpuExpertLayers = new(
        "-ncmoe --n-cpu-moe",
        "N",
        ValueParsers.Integer(0, int.MaxValue),
        0,
        "experts of the first N layers stay on the CPU"
    )
    {
        Environment = "LLAMA_ARG_N_CPU_MOE",
    };

    internal static readonly FlagOption CacheOffload = new(
        "-kvo --kv-offload",
        "the KV cache is where its layer is; -nkvo: on the CPU (default: on)",
        true
    )
    {
        NegativeNames = "-nkvo --no-kv-offload",
        Environment = "LLAMA_ARG_KV_OFFLOAD",
    };

    internal static readonly FlagOption FusedExperts = new(
        "-fmoe --fused-moe",
        "workers run experts' up and gate products as one op where they know it (default: on)",
        true
    )
    {
        NegativeNames = "-no-fmoe --no-fused-moe",
    };

    internal static readonly FlagOption FusedUpGate = new(
        "-fug --fused-up-gate",
        "workers run other up and gate products as one op where they know it (default: on)",
        true
    )
    {
        NegativeNames = "-no-fug --no-fused-up-gate",
    };

    internal static readonly FlagOption FusedMultiAdd = new(
        "-mmad --fused-mul-multiadd",
        "workers weigh and add experts' outputs in one op where they know it (default: on)",
        true
    )
    {
        NegativeNames = "-no-mmad --no-fused-mul-multiadd",
    };

    internal static readonly ValueOption<string?> Dialect = new(
        "--rpc-dialect",
        "auto|K|B",
        ValueParsers.OneOf<string?>(("auto", null), ("K", "K"), ("B", "B")),
        null,
        "what workers speak: K = ik_llama.cpp, B = llama.cpp; auto: asked on connecting (default: auto)"
    );

    internal static readonly ValueOption<TimeSpan?> Timeout = new(
        "--rpc-timeout",
        "SECONDS",
        DeviceTexts.ReadSeconds,
        null,
        "silence after which a worker counts as lost (default: several times what was predicted)"
    );

    internal static readonly ValueOption<string?> Ledger = new(
        "--ledger",
        "FILE",
        text => text.Length > 0 ? text : throw new FormatException("the name is empty"),
        null,
        "write a JSON line for each step: time, bytes and messages of each device"
    );

    /// <summary>Fusion in workers, as ik_llama.cpp's programs take it.</summary>
    internal static readonly FlagOption[] Fusion = [FusedExperts, FusedUpGate, FusedMultiAdd];

    /// <summary>How to speak with workers, without what a benchmark takes lists of.</summary>
    internal static readonly OptionDefinition[] Link = [Rpc, ListDevices, Dialect, Timeout, Ledger];

    internal static readonly OptionGroup Group = new(
        "workers and devices",
        [
            .. Link,
            Devices,
            GpuLayers,
            TensorSplit,
            SplitModeName,
            MainDevice,
            Overrides,
            CpuExperts,
            CpuExpertLayers,
            CacheOffload,
            .. Fusion,
        ]
    );
}

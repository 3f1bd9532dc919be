// What a user asked for about devices, as plain data that options are parsed into.
using System.Collections.Immutable;

namespace Caravan.Engine;

/// <summary>
/// The user's wishes about where a model runs, with llama.cpp's meanings. Everything may be left out: without
/// <see cref="RpcEndpoints"/> all stays on the CPU of this process.
/// </summary>
public sealed record PlacementRequest
{
    /// <summary>A request that leaves everything to the CPU of this process.</summary>
    public static PlacementRequest Local { get; } = new();

    /// <summary>Workers in the order of <c>--rpc</c>, each as <c>host:port</c>.</summary>
    public ImmutableArray<string> RpcEndpoints { get; init; } = [];

    /// <summary>
    /// Layers on devices other than the CPU, counted from the last (<c>-ngl</c>); more than the model has puts the output
    /// there too. Null: all of them where there are such devices, none otherwise.
    /// </summary>
    public int? GpuLayers { get; init; }

    /// <summary>
    /// Proportions by bytes (<c>-ts</c>) over the devices of <see cref="Devices"/>, or over all workers where that is empty;
    /// empty: by free memory.
    /// </summary>
    public ImmutableArray<float> TensorSplit { get; init; } = [];

    /// <summary>Whether several devices share the layers (<c>-sm</c>).</summary>
    public SplitMode SplitMode { get; init; } = SplitMode.Layer;

    /// <summary>Names of the devices to use, in the order of the split (<c>-dev</c>); empty: all.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>Index of the one device of <see cref="SplitMode.None"/> in the list of devices (<c>-mg</c>).</summary>
    public int MainDevice { get; init; }

    /// <summary>Places for tensors by name in order of appearance; the first that matches counts (<c>-ot</c>).</summary>
    public ImmutableArray<TensorOverride> Overrides { get; init; } = [];

    /// <summary>
    /// Layers whose experts stay on the CPU, counted from the first (<c>-ncmoe N</c>); <see cref="int.MaxValue"/> for all
    /// (<c>-cmoe</c>). Explicit <see cref="Overrides"/> come before it.
    /// </summary>
    public int CpuExpertLayers { get; init; }

    /// <summary>The KV cache stays on the CPU (<c>-nkvo</c>).</summary>
    public bool NoCacheOffload { get; init; }

    /// <summary>Expert up and gate products are not fused for workers (<c>-no-fmoe</c>).</summary>
    public bool UnfuseExperts { get; init; }

    /// <summary>Dense up and gate products are not fused for workers (<c>-no-fug</c>).</summary>
    public bool UnfuseUpGate { get; init; }

    /// <summary>The weighted sum of expert outputs is not fused for workers (<c>-no-mmad</c>).</summary>
    public bool UnfuseMultiAdd { get; init; }

    /// <summary>The dialect to speak to workers, such as <c>K</c> or <c>B</c>; null: found out on connecting.</summary>
    public string? RpcDialect { get; init; }

    /// <summary>How long a worker may be silent before it counts as lost; null: several times what was predicted.</summary>
    public TimeSpan? RpcTimeout { get; init; }

    /// <summary>File that receives one JSON line a step about time, bytes and messages of each device; null: none.</summary>
    public string? LedgerPath { get; init; }
}

// Where every part of a model lies.
using System.Collections.Immutable;

namespace Caravan.Engine;

/// <summary>A placement: a device for every weight and for the cache of every layer.</summary>
public sealed class ResolvedPlacement
{
    /// <summary>The answer of <see cref="DeviceOf"/> for small weights of all layers: every device has a copy.</summary>
    public const int Everywhere = -1;

    private readonly OverrideRules rules;

    internal ResolvedPlacement(
        DeviceTable devices,
        PlacementSubject subject,
        OverrideRules rules,
        ImmutableArray<int> layers,
        ImmutableArray<int> caches,
        ImmutableArray<string> notices
    )
    {
        Devices = devices;
        Subject = subject;
        this.rules = rules;
        Layers = layers;
        Caches = caches;
        Notices = notices;
        OverrideLines =
        [
            .. from weight in subject.Weights
            let device = rules.DeviceOf(weight.Name)
            where device is not null
            select OverrideRules.Line(weight.Name, weight.Bytes, devices.Devices[device.Value].Name),
        ];
    }

    /// <summary>The devices.</summary>
    public DeviceTable Devices { get; }

    /// <summary>What was placed.</summary>
    public PlacementSubject Subject { get; }

    /// <summary>Device of each layer, and behind the last layer that of the output.</summary>
    public ImmutableArray<int> Layers { get; }

    /// <summary>Device of the KV cache of each layer.</summary>
    public ImmutableArray<int> Caches { get; }

    /// <summary>One line each about wishes that have no effect or not the one expected.</summary>
    public ImmutableArray<string> Notices { get; }

    /// <summary>One line for each tensor that a rule gave another device, in llama.cpp's words.</summary>
    public ImmutableArray<string> OverrideLines { get; }

    /// <summary>The device of a weight, or <see cref="Everywhere"/>.</summary>
    /// <param name="weight">Name of the weight.</param>
    /// <param name="asOutput">True for the token embedding in its second use as output matrix.</param>
    public int DeviceOf(string weight, bool asOutput = false)
    {
        if (rules.DeviceOf(weight) is { } device)
        {
            return device;
        }

        if (PlacedWeight.LayerOf(weight) is { } layer && layer < Subject.Layers)
        {
            return Layers[layer];
        }

        return asOutput || PlacedWeight.IsOutput(weight) ? Layers[^1]
            : weight == PlacedWeight.Embedding ? Devices.Home
            : Everywhere;
    }

    /// <summary>Bytes of weights on a device; copies that every device has are counted at home.</summary>
    public long WeightBytes(int device)
    {
        long bytes = Subject.Weights.Where(w => OwnerOf(w.Name) == device).Sum(w => w.Bytes);
        bool hasCopy =
            DeviceOf(PlacedWeight.Embedding, asOutput: true) == device && device != OwnerOf(PlacedWeight.Embedding);
        return Subject.HasTiedOutput && hasCopy
            ? bytes + Subject.Weights.Where(w => w.Name == PlacedWeight.Embedding).Sum(w => w.Bytes)
            : bytes;
    }

    /// <summary>Bytes of KV cache on a device.</summary>
    public long CacheBytes(int device) => Subject.CacheBytes.Where((_, layer) => Caches[layer] == device).Sum();

    private int OwnerOf(string weight) => DeviceOf(weight) is var device and >= 0 ? device : Devices.Home;
}

// Turns a user's wishes about devices into a placement.
using System.Collections.Immutable;

namespace Caravan.Engine;

/// <summary>Resolves placement requests with the meanings that llama.cpp and ik_llama.cpp give the options.</summary>
public static class PlacementResolver
{
    /// <summary>Resolves a request.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="devices">The devices there are.</param>
    /// <param name="subject">What is to be placed.</param>
    /// <exception cref="PlacementException">A name, pattern or number of the request is wrong.</exception>
    public static ResolvedPlacement Resolve(PlacementRequest request, DeviceTable devices, PlacementSubject subject)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentNullException.ThrowIfNull(subject);
        List<string> notices = [];
        OverrideRules rules = new(request, devices);
        List<int> split = SplitDevices(request, devices);
        int[] layers = DealLayers(request, devices, subject, rules, split, notices);
        bool isUsed =
            layers.Any(d => d != devices.Home)
            || subject.Weights.Any(w => rules.DeviceOf(w.Name) is { } device && device != devices.Home);
        if (!isUsed && devices.Workers.Any())
        {
            notices.Add(
                request.GpuLayers == 0
                    ? "the workers of --rpc are not used: -ngl is 0, raise it to put layers there"
                    : "the workers of --rpc are not used: nothing was placed there"
            );
        }

        return new ResolvedPlacement(
            devices,
            subject,
            rules,
            [.. layers],
            [.. layers.Take(subject.Layers).Select(d => request.NoCacheOffload ? devices.Home : d)],
            [.. notices]
        );
    }

    private static List<int> SplitDevices(PlacementRequest request, DeviceTable devices)
    {
        List<int> split = [];
        if (request.Devices is not ["none"])
        {
            foreach (string name in request.Devices)
            {
                int device = devices.Find(name, "-dev");
                if (split.Contains(device))
                {
                    throw new PlacementException($"-dev: {name} is named twice");
                }

                split.Add(device);
            }

            if (request.Devices.IsEmpty)
            {
                split.AddRange(devices.Workers);
            }
        }

        if (request.SplitMode == SplitMode.Layer || split.Count == 0)
        {
            return split;
        }

        return request.MainDevice >= 0 && request.MainDevice < split.Count
            ? [split[request.MainDevice]]
            : throw new PlacementException($"-mg: {request.MainDevice} is none of the devices 0 to {split.Count - 1}");
    }

    private static int[] DealLayers(
        PlacementRequest request,
        DeviceTable devices,
        PlacementSubject subject,
        OverrideRules rules,
        List<int> split,
        List<string> notices
    )
    {
        int count = subject.Layers;
        int[] layers = new int[count + 1];
        Array.Fill(layers, devices.Home);
        int wanted = request.GpuLayers ?? -1;
        int offloaded =
            split.Count == 0 ? 0
            : wanted < 0 ? count + 1
            : Math.Min(wanted, count + 1);
        if (split.Count == 0)
        {
            if (wanted > 0)
            {
                notices.Add($"-ngl {wanted} has no effect: there is no device besides the CPU to put layers on");
            }

            return layers;
        }

        double[] shares = LayerSplit.Shares(request.TensorSplit, [.. split.Select(d => devices.Devices[d])], notices);

        // The last layers go, and the output behind them only when all of the layers do.
        int first = Math.Max(0, count - offloaded);
        int last = offloaded > count ? count + 1 : count;
        List<long> bytes = [.. Enumerable.Range(first, last - first).Select(Bytes)];
        int[] owners = LayerSplit.Deal(bytes, shares);
        for (int i = 0; i < owners.Length; i++)
        {
            layers[first + i] = split[owners[i]];
        }

        return layers;

        // What a rule puts elsewhere does not burden the layer's device.
        long Bytes(int layer)
        {
            ImmutableArray<PlacedWeight> weights = subject.Weights;
            bool isOutput = layer == count;
            long sum = weights.Where(w => IsPart(w.Name) && rules.DeviceOf(w.Name) is null).Sum(w => w.Bytes);
            return isOutput || request.NoCacheOffload ? sum : sum + subject.CacheBytes[layer];

            bool IsPart(string name) =>
                isOutput
                    ? PlacedWeight.IsOutput(name) || (subject.HasTiedOutput && name == PlacedWeight.Embedding)
                    : PlacedWeight.LayerOf(name) == layer;
        }
    }
}

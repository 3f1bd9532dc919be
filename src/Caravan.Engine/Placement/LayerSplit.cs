// Deals layers over devices in proportion to bytes.
using System.Collections.Immutable;
using System.Globalization;
using Caravan.Graph;

namespace Caravan.Engine;

/// <summary>The shares of <c>-ts</c>, and layers dealt by them.</summary>
internal static class LayerSplit
{
    /// <summary>The share of each device: as asked for, or by free memory.</summary>
    /// <param name="wanted">Proportions in the order of the devices; empty for none.</param>
    /// <param name="devices">The devices that share.</param>
    /// <param name="notices">Told about proportions that do not count.</param>
    /// <exception cref="PlacementException">A proportion is negative or no number.</exception>
    internal static double[] Shares(
        ImmutableArray<float> wanted,
        IReadOnlyList<DeviceInfo> devices,
        List<string> notices
    )
    {
        foreach (float share in wanted)
        {
            if (!(share >= 0) || !float.IsFinite(share))
            {
                throw new PlacementException(
                    string.Create(CultureInfo.InvariantCulture, $"-ts: {share} is no proportion, expected 0 or more")
                );
            }
        }

        if (wanted.Length > devices.Count)
        {
            string extra = string.Join(
                ",",
                wanted.Skip(devices.Count).Select(s => s.ToString(CultureInfo.InvariantCulture))
            );
            string there = devices.Count == 1 ? "there is 1 device" : $"there are {devices.Count} devices";
            notices.Add($"-ts: {extra} is dropped, {there} to split over");
        }

        double[] shares = [.. devices.Select((_, i) => i < wanted.Length ? wanted[i] : 0.0)];
        if (Array.TrueForAll(shares, s => s == 0))
        {
            if (!wanted.IsEmpty)
            {
                notices.Add("-ts: only zeros remain, layers are dealt by free memory as without -ts");
            }

            shares = [.. devices.Select(d => (double)d.FreeBytes)];
        }

        return Array.TrueForAll(shares, s => s == 0) ? [.. shares.Select(_ => 1.0)] : shares;
    }

    /// <summary>
    /// Gives each item, in order, to the device in whose share the middle of the item's bytes lies: the place in
    /// <paramref name="shares"/> for each.
    /// </summary>
    internal static int[] Deal(IReadOnlyList<long> bytes, double[] shares)
    {
        // An item without bytes still has to be counted, or many of them would pile up on one device.
        double total = bytes.Sum(b => (double)Math.Max(b, 1));
        double allShares = shares.Sum();
        int[] owners = new int[bytes.Count];
        double done = 0;
        for (int i = 0; i < owners.Length; i++)
        {
            double size = Math.Max(bytes[i], 1);
            double middle = (done + size / 2) / total * allShares;
            double end = 0;
            int owner = Array.FindLastIndex(shares, s => s > 0);
            for (int device = 0; device < shares.Length; device++)
            {
                end += shares[device];
                if (middle < end)
                {
                    owner = device;
                    break;
                }
            }

            owners[i] = owner;
            done += size;
        }

        return owners;
    }
}

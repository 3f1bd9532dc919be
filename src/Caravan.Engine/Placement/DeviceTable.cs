// The devices a model can be placed on, found by the names that options use.
using System.Collections.Immutable;
using System.Globalization;
using Caravan.Graph;

namespace Caravan.Engine;

/// <summary>
/// Devices by index and name: workers in the order of <c>--rpc</c>, and the CPU of this process. A worker's device is known as
/// <c>RPCn[host:port]</c> (device n of that server), as <c>RPC[host:port]</c> (its device 0), and as <c>RPCn</c> (device n of
/// all servers together).
/// </summary>
public sealed class DeviceTable
{
    private const string HomeName = "CPU";

    private readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);

    /// <summary>Makes the table.</summary>
    /// <exception cref="PlacementException">None of the devices, or more than one, is called CPU.</exception>
    public DeviceTable(IEnumerable<DeviceInfo> devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        Devices = [.. devices];
        if (Devices.Count(d => d.Name == HomeName) != 1)
        {
            throw new PlacementException($"one device has to be the {HomeName} of this process; there are {Known()}");
        }

        int workers = 0;
        for (int i = 0; i < Devices.Length; i++)
        {
            string name = Devices[i].Name;
            byName[name] = i;
            if (name == HomeName)
            {
                Home = i;
                continue;
            }

            byName.TryAdd(string.Create(CultureInfo.InvariantCulture, $"RPC{workers++}"), i);
            if (name.StartsWith("RPC0[", StringComparison.Ordinal))
            {
                byName.TryAdd("RPC" + name["RPC0".Length..], i);
            }
        }
    }

    /// <summary>The devices.</summary>
    public ImmutableArray<DeviceInfo> Devices { get; }

    /// <summary>Index of the CPU of this process.</summary>
    public int Home { get; }

    /// <summary>Indices of all other devices, in order.</summary>
    public IEnumerable<int> Workers => Enumerable.Range(0, Devices.Length).Where(i => i != Home);

    /// <summary>The index of the device called <paramref name="name"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="option">The option that names it, for the message.</param>
    /// <exception cref="PlacementException">There is none; the message lists those there are.</exception>
    public int Find(string name, string option) =>
        byName.TryGetValue(name, out int index)
            ? index
            : throw new PlacementException($"{option}: there is no device {name}, expected one of {Known()}");

    private string Known() =>
        string.Join(", ", byName.Count > 0 ? byName.Keys : Devices.Select(d => d.Name).DefaultIfEmpty("none"));
}

// Checks that a placement request can be met without workers.
using Caravan.Engine;

namespace Caravan.Cli.Running;

/// <summary>Requests for this machine's CPU alone.</summary>
internal static class LocalPlacement
{
    private const string Cpu = "CPU";

    /// <summary>Refuses what needs a device other than the CPU.</summary>
    /// <exception cref="UsageException">A worker or a device is named that is not there.</exception>
    internal static void Check(PlacementRequest request)
    {
        if (request.Devices.FirstOrDefault(IsElsewhere) is { } device)
        {
            throw new UsageException($"-dev {device}: there is no such device; without workers (--rpc) there is CPU");
        }

        if (request.Overrides.FirstOrDefault(rule => IsElsewhere(rule.Device)) is { } rule)
        {
            throw new UsageException(
                $"-ot {rule.Pattern}={rule.Device}: there is no device {rule.Device}; without workers (--rpc) there is CPU"
            );
        }
    }

    private static bool IsElsewhere(string device) => !device.Equals(Cpu, StringComparison.OrdinalIgnoreCase);
}

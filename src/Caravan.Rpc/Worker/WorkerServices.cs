// What all connections of a worker share.
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Caravan.Rpc;

/// <summary>Devices, store, counters and log of a host, as its connections use them.</summary>
/// <param name="Options">The host's settings.</param>
/// <param name="Devices">Devices that are lent, in the order of their numbers.</param>
/// <param name="Cache">Weights by hash, or null without a cache.</param>
/// <param name="Counters">What is counted.</param>
/// <param name="Logger">Where lines go.</param>
internal sealed record WorkerServices(
    WorkerOptions Options,
    ImmutableArray<WorkerDevice> Devices,
    WeightCache? Cache,
    WorkerCounters Counters,
    ILogger Logger
)
{
    /// <summary>The device with a number that a client sent.</summary>
    /// <exception cref="BadFrameException">There is no such device.</exception>
    internal WorkerDevice Device(uint number) =>
        number < (uint)Devices.Length
            ? Devices[(int)number]
            : throw new BadFrameException($"there is no device {number}: the worker lends {Devices.Length}");
}

// A device's part of a step.
namespace Caravan.Server.Contracts;

/// <summary>What a device cost in one step.</summary>
/// <param name="Name">The device.</param>
/// <param name="RunMs">Computing, or handing work to a worker.</param>
/// <param name="WaitMs">Waiting for a worker's results.</param>
/// <param name="BytesTo">Bytes sent.</param>
/// <param name="BytesFrom">Bytes received.</param>
/// <param name="RoundTrips">Times that this process waited.</param>
internal sealed record LedgerDevice(
    string Name,
    double RunMs,
    double WaitMs,
    long BytesTo,
    long BytesFrom,
    int RoundTrips
);

// One line that says what the relay carried and what it cost.
using System.Globalization;

namespace Caravan.Relay;

/// <summary>The figures of a run.</summary>
/// <param name="Connections">Connections carried.</param>
/// <param name="ToServer">Traffic from clients.</param>
/// <param name="ToClient">Traffic to clients.</param>
/// <param name="Echo">Round trips through the relay, measured at its start.</param>
public sealed record RelayReport(int Connections, RelayCounts ToServer, RelayCounts ToClient, EchoMeasurement Echo)
{
    /// <summary>The report as a JSON object on one line.</summary>
    public string ToJson() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"connections":{{Connections}},"to_server":{"bytes":{{ToServer.Bytes}},"messages":{{ToServer.Messages}}},"to_client":{"bytes":{{ToClient.Bytes}},"messages":{{ToClient.Messages}}},"echo_bytes":{{EchoMeasurement.MessageBytes}},"echo_direct_us":{{Echo.DirectMicroseconds:F1}},"echo_us":{{Echo.MedianMicroseconds:F1}},"echo_p95_us":{{Echo.P95Microseconds:F1}}}"""
        );
}

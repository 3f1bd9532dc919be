// Where the relay stands and what it does to the traffic.
namespace Caravan.Relay;

/// <summary>Settings of a <see cref="RelayServer"/>.</summary>
public sealed record RelayOptions
{
    /// <summary>Name or address of the server behind the relay.</summary>
    public string TargetHost { get; init; } = "127.0.0.1";

    /// <summary>Port of the server behind the relay.</summary>
    public required int TargetPort { get; init; }

    /// <summary>Loopback port to listen on; 0 takes a free one.</summary>
    public int ListenPort { get; init; }

    /// <summary>What happens to the client's bytes.</summary>
    public RelayDirectionOptions ToServer { get; init; } = new();

    /// <summary>What happens to the server's bytes.</summary>
    public RelayDirectionOptions ToClient { get; init; } = new();

    /// <summary>Every connection ends this long after it was opened; null is never.</summary>
    public TimeSpan? CutAfter { get; init; }

    /// <summary>Cuts reset the connections, as a crashed system does, instead of closing them in order.</summary>
    public bool ResetOnCut { get; init; }

    /// <summary>Folder, made when it is missing, that gets one capture file for each connection; null records nothing.</summary>
    public string? CaptureFolder { get; init; }
}

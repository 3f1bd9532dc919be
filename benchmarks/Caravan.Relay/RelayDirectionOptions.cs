// What the relay does to the bytes of one direction.
namespace Caravan.Relay;

/// <summary>Delay, rate and faults of one direction; the default passes everything on at once.</summary>
public sealed record RelayDirectionOptions
{
    /// <summary>Time between a byte's arrival, or its turn on a link with a rate, and its departure.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Bits a second at most; 0 is no limit.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>The connection ends when so many bytes have passed in this direction; null is never.</summary>
    public long? CutAfterBytes { get; init; }

    /// <summary>Bytes after which this direction stands still for <see cref="StallFor"/>, once; null is never.</summary>
    public long? StallAfterBytes { get; init; }

    /// <summary>How long a stall lasts.</summary>
    public TimeSpan StallFor { get; init; }

    /// <summary>Bits to invert.</summary>
    public IReadOnlyList<BitFlip> Flips { get; init; } = [];

    /// <summary>True when bytes have to wait for a time of their own.</summary>
    internal bool Waits => Delay > TimeSpan.Zero || BitsPerSecond > 0;
}

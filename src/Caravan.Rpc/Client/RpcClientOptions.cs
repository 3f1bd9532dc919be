// How a client treats its workers.
namespace Caravan.Rpc;

/// <summary>Dialect and patience of a client.</summary>
public sealed record RpcClientOptions
{
    /// <summary>The dialect to speak; null detects it.</summary>
    public Dialect? Dialect { get; init; }

    /// <summary>Longest wait for a connection or for an answer that needs no computation.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest silence while a result is awaited; <see cref="TimeSpan.Zero"/> waits for ever.</summary>
    public TimeSpan ResultTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Silence while a result is awaited after which <see cref="Report"/> is called, once a wait.</summary>
    public TimeSpan SilenceReport { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A host from which nothing arrives for so long while bytes wait for its acknowledgement is dead.</summary>
    public TimeSpan DeadHost { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>Receives one line about a silent worker or a version newer than known; null drops them.</summary>
    public Action<string>? Report { get; init; }
}

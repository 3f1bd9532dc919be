// How a server is started.
using System.Collections.Immutable;

namespace Caravan.Server;

/// <summary>Options of a <see cref="CaravanServer"/>.</summary>
public sealed record ServerOptions
{
    /// <summary>Address, name, or path of a Unix socket that ends in <c>.sock</c>, where it listens.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port; 0 for a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Keys, one of which a client must have; empty for no check.</summary>
    public ImmutableArray<string> ApiKeys { get; init; } = [];

    /// <summary>Longest time that a body may take, and that a connection may do nothing where that is shorter than the limit.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Certificates in PEM, the server's own first, with which it speaks TLS; null for plain HTTP.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The private key of the certificate in PEM; goes with <see cref="CertificateFile"/>.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Serves the page at <c>/</c>.</summary>
    public bool HasPage { get; init; } = true;

    /// <summary>Serves <c>/slots</c>.</summary>
    public bool HasSlots { get; init; } = true;

    /// <summary>Begins all addresses, such as <c>/llm</c>; empty for none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Folder for what slots have cached; null refuses to save and restore.</summary>
    public string? SlotFolder { get; init; }
}

// Where a worker listens: host and port, as users write them.
using System.Globalization;

namespace Caravan.Rpc;

/// <summary>A worker's address.</summary>
/// <param name="Host">Host name, IPv4 or IPv6 address without brackets.</param>
/// <param name="Port">TCP port.</param>
public readonly record struct RpcEndpoint(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>, <c>host</c>, <c>[::1]:port</c> or <c>[::1]</c>.</summary>
    /// <exception cref="FormatException">The text is none of these; the message says what was expected.</exception>
    public static RpcEndpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        int close = trimmed.StartsWith('[') ? trimmed.IndexOf(']') : -1;
        string host;
        string rest;
        if (close > 0)
        {
            host = trimmed[1..close];
            rest = trimmed[(close + 1)..];
        }
        else
        {
            int colon = trimmed.IndexOf(':');
            host = colon < 0 ? trimmed : trimmed[..colon];
            rest = colon < 0 ? "" : trimmed[colon..];
        }

        int port = RpcPorts.Usual;
        bool portFits =
            rest.Length == 0
            || (
                rest[0] == ':'
                && int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
                && port is >= 1 and <= 65535
            );
        if (host.Length == 0 || host.AsSpan().ContainsAny(" []/") || !portFits)
        {
            throw new FormatException(
                $"'{text}' is no worker address, expected HOST:PORT, such as 192.168.1.7:50052 or [::1]:50052"
            );
        }

        return new RpcEndpoint(host, port);
    }

    /// <summary>Reads addresses separated by commas; empty ones, as behind a trailing comma, are left out.</summary>
    /// <exception cref="FormatException">One of them is no address.</exception>
    public static IReadOnlyList<RpcEndpoint> ParseList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return
        [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse),
        ];
    }

    /// <summary>The address as users write it, with brackets around IPv6.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");
}

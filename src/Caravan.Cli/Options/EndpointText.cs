// Reads addresses of workers.
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Caravan.Cli.Options;

/// <summary>Addresses of workers as people post them.</summary>
internal static class EndpointText
{
    private const int LargestPort = 65535;

    /// <summary>Addresses separated by commas; spaces and empty ones, such as after a last comma, are left out.</summary>
    /// <exception cref="FormatException">An address cannot be right.</exception>
    internal static string[] ReadList(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Read)];

    /// <summary>An address as <c>host:port</c> or <c>[IPv6]:port</c>; without a port the usual one.</summary>
    /// <exception cref="FormatException">It cannot be right.</exception>
    internal static string Read(string text)
    {
        if (text.StartsWith('['))
        {
            int end = text.IndexOf(']', StringComparison.Ordinal);
            bool isAddress =
                end > 0
                && IPAddress.TryParse(text.AsSpan(1, end - 1), out IPAddress? address)
                && address.AddressFamily == AddressFamily.InterNetworkV6;
            return isAddress
                ? text[..(end + 1)] + ":" + ReadPort(text, text[(end + 1)..])
                : throw new FormatException($"'{text}' is no address such as [::1]:50052");
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon != text.LastIndexOf(':'))
        {
            throw new FormatException($"'{text}' has several colons; an IPv6 address stands in brackets: [::1]:50052");
        }

        string host = colon < 0 ? text : text[..colon];
        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4
            ? host + ":" + ReadPort(text, colon < 0 ? "" : text[colon..])
            : throw new FormatException($"'{text}' is no address such as 192.168.0.10:50052");
    }

    private static int ReadPort(string text, string rest) =>
        rest.Length == 0 ? WorkerTable.UsualPort
        : rest[0] == ':'
        && int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
        && port is > 0 and <= LargestPort
            ? port
        : throw new FormatException($"'{text}' has no port from 1 to {LargestPort}");
}

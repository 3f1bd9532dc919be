// Where a server listens.
using System.Net;
using System.Net.Sockets;

namespace Caravan.Server.Hosting;

/// <summary>Makes addresses of what users write.</summary>
internal static class ListenAddress
{
    private const string SocketEnding = ".sock";

    /// <summary>True when a host is the path of a Unix socket.</summary>
    internal static bool IsUnixSocket(string host) => host.EndsWith(SocketEnding, StringComparison.Ordinal);

    /// <summary>True when only this machine reaches it.</summary>
    internal static bool IsLoopback(string host) =>
        IsUnixSocket(host) || Array.TrueForAll(Resolve(host), IPAddress.IsLoopback);

    /// <summary>The addresses of a host.</summary>
    /// <exception cref="IOException">It has none.</exception>
    internal static IPAddress[] Resolve(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address))
        {
            return [address];
        }

        try
        {
            return Dns.GetHostAddresses(host) is { Length: > 0 } found
                ? found
                : throw new IOException($"{host} has no address to listen at");
        }
        catch (SocketException problem)
        {
            throw new IOException($"{host} cannot be resolved: {problem.Message}", problem);
        }
    }
}

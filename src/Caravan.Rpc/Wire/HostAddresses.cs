// The addresses that a host stands for.
using System.Net;

namespace Caravan.Rpc;

/// <summary>Finds addresses to listen on.</summary>
public static class HostAddresses
{
    /// <summary>The addresses of a host: itself where it is one already.</summary>
    /// <param name="host">A name or an address; 0.0.0.0 and :: stand for all of this machine's, and are none to resolvers.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The name is not known.</exception>
    public static IPAddress[] Of(string host) =>
        IPAddress.TryParse(host, out IPAddress? address) ? [address] : Dns.GetHostAddresses(host);
}

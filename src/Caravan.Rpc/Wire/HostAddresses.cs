// The addresses that a host stands for.
using System.Net;

namespace Caravan.Rpc;

/// <summary>Finds addresses to listen on or to connect to.</summary>
public static class HostAddresses
{
    /// <summary>The addresses of a host: itself where it is one already.</summary>
    /// <param name="host">
    /// A name or an address. Resolvers refuse 0.0.0.0 and ::, which stand for all of this machine's when listening and connect
    /// to this machine where the system allows it.
    /// </param>
    /// <param name="cancellation">Ends the look-up of a name.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The name is not known.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IPAddress[] Of(string host, CancellationToken cancellation = default) =>
        IPAddress.TryParse(host, out IPAddress? address)
            ? [address]
            : Dns.GetHostAddressesAsync(host, cancellation).GetAwaiter().GetResult();
}

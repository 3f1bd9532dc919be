// A real peer that somebody started by hand, for the tests that can judge one.
namespace Caravan.Rpc.Tests.Captures;

/// <summary>Where a running rpc-server of another project listens, as an environment variable says.</summary>
internal static class RealPeer
{
    /// <summary>Host and port of a peer of dialect K (CARAVAN_PEER_K) or B (CARAVAN_PEER_B); skips the test without one.</summary>
    internal static (string Host, int Port) Require(GgmlLayout layout)
    {
        string variable = $"CARAVAN_PEER_{layout.Dialect}";
        string? address = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(
            string.IsNullOrEmpty(address),
            $"no rpc-server of dialect {layout.Dialect} was named: start one and set {variable} to its HOST:PORT"
        );
        int colon = address!.LastIndexOf(':');
        return (address[..colon], int.Parse(address.AsSpan(colon + 1)));
    }
}

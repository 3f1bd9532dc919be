// The conformance scripts against a real peer, which shows that it is the scripts that are right.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Conformance;

public class RealPeerConformanceTests
{
    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void A_real_peer_follows_the_script_of_one_device(char dialect)
    {
        GgmlLayout layout = GgmlLayout.Of(dialect);
        (string host, int port) = RealPeer.Require(layout);
        ConformanceScripts.OneDevice(host, port, layout);
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void A_real_peer_with_a_store_knows_a_weight_by_its_hash(char dialect)
    {
        GgmlLayout layout = GgmlLayout.Of(dialect);
        (string host, int port) = RealPeer.Require(layout);
        ConformanceScripts.WeightByHash(host, port, layout);
    }
}

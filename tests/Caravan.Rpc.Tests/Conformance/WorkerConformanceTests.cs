// The conformance scripts against our worker.
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Conformance;

public class WorkerConformanceTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    private const string Host = "127.0.0.1";

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void One_device_follows_the_script(char dialect) =>
        ConformanceScripts.OneDevice(Host, worker.Port, GgmlLayout.Of(dialect));

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void Two_devices_serve_connections_side_by_side(char dialect) =>
        ConformanceScripts.TwoDevices(Host, worker.Port, GgmlLayout.Of(dialect));

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void Each_device_of_a_connection_has_a_last_graph_of_its_own(char dialect) =>
        ConformanceScripts.TwoDevicesOfOneConnection(Host, worker.Port, GgmlLayout.Of(dialect));

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void A_large_weight_is_known_by_its_hash(char dialect) =>
        ConformanceScripts.WeightByHash(Host, worker.Port, GgmlLayout.Of(dialect));
}

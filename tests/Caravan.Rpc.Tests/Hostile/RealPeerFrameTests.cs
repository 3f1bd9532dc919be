// The builders of hostile frames make frames that real peers accept when the tensors are good.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

public class RealPeerFrameTests
{
    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void Every_place_of_a_descriptor_accepts_a_good_one(char dialect)
    {
        GgmlLayout layout = GgmlLayout.Of(dialect);
        (string host, int port) = RealPeer.Require(layout);
        foreach ((string place, Func<WorkerSession, RawTensor, HostileFrame> make) in DescriptorCases.Places(layout))
        {
            using WorkerSession session = new(host, port, layout);
            session.Connection.SendBytes(make(session, session.Tensor(1, 0, 2)).Bytes);
            Assert.False(
                session.Connection.IsClosedWithin(TimeSpan.FromMilliseconds(100)),
                $"a good tensor was refused in {place}"
            );
        }
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void Index_tensors_with_numbers_that_exist_are_taken(char dialect)
    {
        GgmlLayout layout = GgmlLayout.Of(dialect);
        (string host, int port) = RealPeer.Require(layout);
        using WorkerSession session = new(host, port, layout);
        foreach (HostileCase good in IndexCases.Indices(session.Ops, [1]))
        {
            foreach (HostileFrame frame in good.Frames(session))
            {
                session.Connection.SendBytes(frame.Bytes);
            }

            Assert.Single(session.Read(2048, 1));
        }
    }
}

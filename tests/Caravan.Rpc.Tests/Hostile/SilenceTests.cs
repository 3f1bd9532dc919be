// Clients that say nothing, stop in the middle, or vanish: nobody else may wait for them.
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

public class SilenceTests
{
    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void Silent_and_unfinished_connections_hold_nobody_up(char dialect)
    {
        GgmlLayout layout = GgmlLayout.Of(dialect);
        int port = WorkerUnderTest.RequirePort();
        byte[] frame = RawConnection.Frame(GgmlCommand.Hello, new byte[layout.HelloBytes]);
        List<RawConnection> silent = [];
        try
        {
            for (int length = 0; length < frame.Length; length++)
            {
                RawConnection connection = new(WorkerUnderTest.Host, port);
                silent.Add(connection);
                connection.SendBytes(frame.AsSpan(0, length));
            }

            using WorkerSession session = new(WorkerUnderTest.Host, port, layout);
            session.CheckCompute(1);
            session.CheckRecompute(2);
        }
        finally
        {
            silent.ForEach(connection => connection.Dispose());
        }
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void A_client_that_resets_while_it_is_answered_harms_nobody(char dialect)
    {
        const uint megabytes = 64;
        GgmlLayout layout = GgmlLayout.Of(dialect);
        int port = WorkerUnderTest.RequirePort();
        using WorkerSession neighbour = new(WorkerUnderTest.Host, port, layout);
        neighbour.CheckCompute(1);
        for (int round = 0; round < 3; round++)
        {
            using WorkerSession reader = new(WorkerUnderTest.Host, port, layout, bytes: megabytes << 20);
            RawTensor all = reader.Tensor(1, 0, megabytes << 18);
            reader.Connection.Send(GgmlCommand.GetTensor, RawMessages.Get(layout, all, 0, megabytes << 20));
            reader.Connection.Reset();
            neighbour.CheckRecompute(2 + round);
        }
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void A_buffer_larger_than_any_memory_is_refused_in_an_answer(char dialect)
    {
        GgmlLayout layout = GgmlLayout.Of(dialect);
        using WorkerSession session = new(WorkerUnderTest.Host, WorkerUnderTest.RequirePort(), layout);
        foreach (ulong size in (ulong[])[1ul << 50, 1ul << 62, 1ul << 63, ulong.MaxValue])
        {
            byte[] answer = session.Connection.Ask(GgmlCommand.AllocBuffer, RawMessages.Allocate(0, size));
            Assert.Equal(new byte[16], answer);
        }

        session.CheckCompute(1);
    }
}

// One client, from its first byte to its last.
namespace Caravan.Rpc;

/// <summary>Greets a client and serves its requests on the calling thread until either side ends it.</summary>
internal static class WorkerConnection
{
    /// <summary>Serves a client. Never throws: what a client sends ends its connection alone.</summary>
    /// <param name="services">What connections share.</param>
    /// <param name="transport">The client; the caller closes it.</param>
    internal static ConnectionEnd Run(WorkerServices services, IByteTransport transport)
    {
        long number = services.Counters.ConnectionOpened();
        WorkerLog.Accepted(services.Logger, number, transport.Peer);
        ConnectionEnd end = Serve(services, transport, number);
        services.Counters.ConnectionClosed(end.Kind != ConnectionEndKind.Left);
        WorkerLog.Closed(services.Logger, number, transport.Peer);
        return end;
    }

    private static ConnectionEnd Serve(WorkerServices services, IByteTransport transport, long number)
    {
        string request = "greeting";
        try
        {
            WorkerOptions options = services.Options;
            FrameReader reader = new(transport, options.FrameTimeout, options.IdleTimeout);
            AnswerWriter answers = new(transport);
            if (Greeting.Greet(reader, answers, options) is not { } dialect)
            {
                return new ConnectionEnd(ConnectionEndKind.Left);
            }

            WorkerLog.Greeted(services.Logger, number, dialect.Name, dialect.Peer);
            using ClientSession session = new(services, dialect, reader, answers);
            while (true)
            {
                request = "waiting";
                if (!reader.TryReadHeader(out byte command, out ulong length))
                {
                    return new ConnectionEnd(ConnectionEndKind.Left);
                }

                request = RequestNames.Of(command);
                WorkerLog.Request(services.Logger, number, request, length);
                session.Serve(command, length);
            }
        }
        catch (BadFrameException problem)
        {
            string reason = $"{request}: {problem.Message}".ReplaceLineEndings(" ");
            WorkerLog.Refused(services.Logger, number, transport.Peer, reason);
            return new ConnectionEnd(ConnectionEndKind.Refused, reason);
        }
        // Whatever it is, the other clients must be served on.
#pragma warning disable CA1031
        catch (Exception problem)
#pragma warning restore CA1031
        {
            string reason = $"{request}: unexpected {problem.GetType().Name}: {problem.Message}".ReplaceLineEndings(
                " "
            );
            WorkerLog.Fault(services.Logger, problem, number, transport.Peer, reason);
            return new ConnectionEnd(ConnectionEndKind.Fault, reason);
        }
    }
}

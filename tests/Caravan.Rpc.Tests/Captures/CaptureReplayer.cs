// Plays the client's side of recorded connections against a live server.
using System.Buffers.Binary;
using System.Text;

namespace Caravan.Rpc.Tests.Captures;

/// <summary>Sends what a recorded client sent, with this server's handles and addresses, and collects what comes back.</summary>
internal static class CaptureReplayer
{
    /// <summary>Plays all connections of a capture folder in order and gives the results of its GET_TENSORs.</summary>
    internal static IReadOnlyList<ReplayResult> Replay(string folder, string host, int port) =>
        [.. CaptureFile.ReadFolder(folder).SelectMany(capture => Replay(capture, host, port))];

    /// <summary>Plays one connection.</summary>
    /// <exception cref="EndOfStreamException">The server refused a request by closing the connection.</exception>
    internal static IReadOnlyList<ReplayResult> Replay(CaptureFile capture, string host, int port)
    {
        GgmlLayout layout = GgmlLayout.K;
        ReplayAddresses addresses = new(layout);
        List<ReplayResult> results = [];
        using RawConnection connection = new(host, port);
        for (int i = 0; i < capture.Exchanges.Count; i++)
        {
            GgmlExchange exchange = capture.Exchanges[i];
            byte[] request = addresses.Map(exchange.Command, exchange.Request);
            if (exchange.Answer is null)
            {
                connection.Send(exchange.Command, request);
                continue;
            }

            byte[] answer = connection.Ask(exchange.Command, request);
            Assert.True(
                answer.Length == exchange.Answer.Length,
                $"{exchange.Command} (exchange {i}) was answered with {answer.Length} bytes, recorded are {exchange.Answer.Length}"
            );
            Learn(exchange, answer, addresses);
            if (exchange.Command == GgmlCommand.GetTensor)
            {
                results.Add(Result(layout, i, exchange, answer));
            }
        }

        return results;
    }

    private static void Learn(GgmlExchange exchange, byte[] answer, ReplayAddresses addresses)
    {
        switch (exchange.Command)
        {
            case GgmlCommand.AllocBuffer:
                ulong size = BinaryPrimitives.ReadUInt64LittleEndian(exchange.Request.AsSpan(4));
                Assert.NotEqual(0ul, BinaryPrimitives.ReadUInt64LittleEndian(answer));
                Assert.InRange(BinaryPrimitives.ReadUInt64LittleEndian(answer.AsSpan(8)), size, ulong.MaxValue);
                addresses.AddHandle(exchange.Answer, answer);
                break;
            case GgmlCommand.BufferGetBase:
                Assert.NotEqual(0ul, BinaryPrimitives.ReadUInt64LittleEndian(answer));
                addresses.AddBase(exchange.Request, exchange.Answer, answer);
                break;
            default:
                break;
        }
    }

    private static ReplayResult Result(GgmlLayout layout, int number, GgmlExchange exchange, byte[] answer)
    {
        ReadOnlySpan<byte> name = exchange.Request.AsSpan(layout.Name, 64);
        int end = name.IndexOf((byte)0);
        return new ReplayResult(
            number,
            Encoding.UTF8.GetString(end < 0 ? name : name[..end]),
            BinaryPrimitives.ReadUInt32LittleEndian(exchange.Request.AsSpan(GgmlLayout.Type)),
            exchange.Answer!,
            answer
        );
    }
}

// Requests in all fragmentations, and cut at every byte.
using System.Buffers.Binary;
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Worker;

public class FragmentTests
{
    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void Answers_do_not_depend_on_how_requests_arrive(char dialect)
    {
        List<byte[]> expected = Answers(dialect, int.MaxValue);
        Assert.Equal([1f, 2f, 3f, 4f], RawMessages.Floats(expected[^2]));
        for (int pieceBytes = 1; pieceBytes < 400; pieceBytes++)
        {
            Assert.Equal(expected[^2..], Answers(dialect, pieceBytes)[^2..]);
        }
    }

    [Theory]
    [InlineData('K')]
    [InlineData('B')]
    public void A_client_cut_off_at_any_byte_ends_its_connection_and_frees_its_buffer(char dialect)
    {
        using TestWorker worker = new(listens: false);
        Conversation whole = Script(dialect, int.MaxValue);
        Assert.Equal(ConnectionEndKind.Left, worker.Host.Serve(whole).Kind);
        int left = 0;
        for (int cut = 0; cut < whole.Given; cut++)
        {
            ConnectionEnd end = worker.Host.Serve(Script(dialect, int.MaxValue, cut));
            Assert.NotEqual(ConnectionEndKind.Fault, end.Kind);
            left += end.Kind == ConnectionEndKind.Left ? 1 : 0;
            Assert.Equal(0, worker.Host.Statistics.BufferBytes);
        }

        // Between two requests a client may go; there are as many such places as requests.
        Assert.Equal(6, left);
    }

    private static List<byte[]> Answers(char dialect, int pieceBytes)
    {
        using TestWorker worker = new(listens: false);
        Conversation client = Script(dialect, pieceBytes);
        Assert.Equal(ConnectionEndKind.Left, worker.Host.Serve(client).Kind);
        return client.Answers;
    }

    // HELLO, ALLOC_BUFFER, BUFFER_GET_BASE, SET_TENSOR, GET_TENSOR, FREE_BUFFER.
    private static Conversation Script(char dialect, int pieceBytes, int cutAfter = int.MaxValue)
    {
        GgmlLayout layout = GgmlLayout.Of(dialect);
        RawTensor tensor = new RawTensor().Shaped(4, 4);
        return new Conversation(
            pieceBytes,
            _ => RawConnection.Frame(GgmlCommand.Hello, new byte[layout.HelloBytes]),
            _ => RawConnection.Frame(GgmlCommand.AllocBuffer, RawMessages.Allocate(0, 4096)),
            client =>
            {
                tensor = tensor with { Buffer = BinaryPrimitives.ReadUInt64LittleEndian(client.Answers[^1]) };
                return RawConnection.Frame(GgmlCommand.BufferGetBase, RawMessages.Handle(tensor.Buffer));
            },
            client =>
            {
                tensor = tensor with { Data = BinaryPrimitives.ReadUInt64LittleEndian(client.Answers[^1]) };
                return RawConnection.Frame(
                    GgmlCommand.SetTensor,
                    RawMessages.Set(layout, tensor, 0, RawMessages.Floats(1, 2, 3, 4))
                );
            },
            _ => RawConnection.Frame(GgmlCommand.GetTensor, RawMessages.Get(layout, tensor, 0, 16)),
            _ => RawConnection.Frame(GgmlCommand.FreeBuffer, RawMessages.Handle(tensor.Buffer))
        )
        {
            CutAfter = cutAfter,
        };
    }
}

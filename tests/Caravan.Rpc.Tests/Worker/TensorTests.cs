// Contents of tensors: written, read, copied, filled, measured.
using System.Buffers.Binary;
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Worker;

public class TensorTests
{
    public static TheoryData<char> Dialects => new('K', 'B');

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Parts_of_a_tensor_are_written_and_read(char dialect)
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, dialect);
        RawTensor tensor = session.Tensor(1, 256, 8);
        session.Write(256, 1, 2, 3, 4, 5, 6, 7, 8);
        session.Connection.Send(
            GgmlCommand.SetTensor,
            RawMessages.Set(session.Layout, tensor, 8, RawMessages.Floats(30, 40))
        );
        byte[] got = session.Connection.Ask(GgmlCommand.GetTensor, RawMessages.Get(session.Layout, tensor, 4, 16));
        Assert.Equal([2f, 30f, 40f, 5f], RawMessages.Floats(got));
    }

    [Theory]
    [InlineData(70_000)]
    [InlineData(5_000_011)]
    public void Contents_larger_than_any_piece_arrive_and_leave_whole(int bytes)
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, 'K', (ulong)bytes);
        byte[] content = new byte[bytes];
        new Random(1).NextBytes(content);
        RawTensor tensor = Bytes(session, (uint)bytes);
        session.Connection.Send(GgmlCommand.SetTensor, RawMessages.Set(session.Layout, tensor, 0, content));
        byte[] got = session.Connection.Ask(
            GgmlCommand.GetTensor,
            RawMessages.Get(session.Layout, tensor, 0, (ulong)bytes)
        );
        Assert.Equal(content, got);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Overlapping_tensors_are_copied_as_if_by_way_of_a_third(char dialect)
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, dialect);
        session.Write(0, 1, 2, 3, 4, 5, 6);
        RawTensor source = session.Tensor(1, 0, 5);
        RawTensor destination = session.Tensor(2, 4, 5);
        Assert.Equal(
            [1],
            session.Connection.Ask(GgmlCommand.CopyTensor, RawMessages.Copy(session.Layout, source, destination))
        );
        Assert.Equal([1f, 1f, 2f, 3f, 4f, 5f], session.Read(0, 6));
    }

    [Fact]
    public void A_part_of_a_tensor_is_filled_in_dialect_B()
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, 'B');
        session.Write(0, 1, 2, 3, 4);
        RawTensor tensor = session.Tensor(1, 0, 4);
        byte[] answer = session.Connection.Ask(
            GgmlCommand.MemsetTensor,
            RawMessages.Memset(session.Layout, tensor, 4, 8, 0)
        );
        Assert.Empty(answer);
        Assert.Equal([1f, 0f, 0f, 4f], session.Read(0, 4));
    }

    [Fact]
    public void Filling_is_no_command_of_dialect_K()
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, 'K');
        Assert.Throws<EndOfStreamException>(() =>
            session.Connection.Ask(
                GgmlCommand.MemsetTensor,
                RawMessages.Memset(session.Layout, session.Tensor(1, 0, 4), 0, 4, 0)
            )
        );
    }

    // Bytes by the published block sizes: Q4_0 18 bytes for 32, Q6_K 210 for 256, IQ2_K 76 for 256 (K), IQ4_KS 136 for 256 and
    // 4 for the row (K), MXFP4 17 for 32, F16 2, a strided view from its first byte to its last.
    [Theory]
    [InlineData('K', 2, 64, 3, 36, 3 * 36)]
    [InlineData('B', 2, 64, 3, 36, 3 * 36)]
    [InlineData('K', 14, 768, 5, 630, 5 * 630)]
    [InlineData('K', 137, 256, 2, 76, 2 * 76)]
    [InlineData('K', 144, 512, 2, 276, 2 * 276)]
    [InlineData('B', 39, 96, 4, 51, 4 * 51)]
    [InlineData('B', 1, 10, 3, 100, 20 + (2 * 100))]
    [InlineData('K', 0, 0, 3, 4, 0)]
    public void A_tensor_takes_the_bytes_it_has(char dialect, uint type, uint ne0, uint ne1, uint nb1, ulong expected)
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, dialect);
        uint element = type switch
        {
            0 => 4,
            1 => 2,
            _ => 1,
        };
        RawTensor tensor = session.Tensor(1, 0) with
        {
            Type = type,
            Extents = [ne0, ne1, 1, 1],
            Strides = [element, nb1, nb1 * ne1, nb1 * ne1],
        };
        byte[] answer = session.Connection.Ask(
            GgmlCommand.GetAllocSize,
            RawMessages.AllocSize(session.Layout, 0, tensor)
        );
        Assert.Equal(expected, BinaryPrimitives.ReadUInt64LittleEndian(answer));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Initializing_a_tensor_changes_nothing(char dialect)
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, dialect);
        session.Write(0, 1, 2);
        Assert.Empty(session.Connection.Ask(GgmlCommand.InitTensor, session.Tensor(1, 0, 2).ToBytes(session.Layout)));
        Assert.Equal([1f, 2f], session.Read(0, 2));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_hash_is_never_known_without_a_cache(char dialect)
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, dialect);
        Assert.Equal(
            [0],
            session.Connection.Ask(
                GgmlCommand.SetTensorHash,
                RawMessages.SetHash(session.Layout, session.Tensor(1, 0, 2), 0, 1)
            )
        );
    }

    [Fact]
    public void Version_7_answers_results_alone_and_marks_weights_with_a_byte()
    {
        using TestWorker worker = new(new WorkerOptions().WithVersion(new RpcVersion(7, 0, 0)));
        using CheckedSession session = Open(worker, 'B');
        RawTensor tensor = session.Tensor(1, 0, 2);
        RawConnection connection = session.Connection;
        connection.Send(GgmlCommand.BufferClear, RawMessages.Clear(session.Buffer, 1));
        connection.Send(GgmlCommand.InitTensor, tensor.ToBytes(session.Layout));
        connection.Send(
            GgmlCommand.SetTensor,
            [.. tensor.ToBytes(session.Layout), 1, .. RawMessages.U64(4), .. RawMessages.Floats(5)]
        );
        connection.Send(GgmlCommand.MemsetTensor, RawMessages.Memset(session.Layout, tensor, 0, 4, 0));
        Assert.Equal([0f, 5f], session.Read(0, 2));
        connection.Send(GgmlCommand.FreeBuffer, RawMessages.Handle(session.Buffer));
        Assert.Equal([1, 0, 0, 0], connection.Ask(GgmlCommand.DeviceCount, []));
    }

    private static RawTensor Bytes(CheckedSession session, uint count) =>
        session.Tensor(1, 0) with
        {
            Type = 24,
            Extents = [count, 1, 1, 1],
            Strides = [1, 1, 1, 1],
        };

    private static CheckedSession Open(
        TestWorker worker,
        char dialect,
        ulong bytes = CheckedSession.UsualBufferBytes
    ) => new(TestWorker.Address, worker.Port, GgmlLayout.Of(dialect), bytes: bytes);
}

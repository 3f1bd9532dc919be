// Buffers of clients: handles, addresses, memory.
using System.Buffers.Binary;
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Worker;

public class BufferTests
{
    private const ulong Mebibyte = 1 << 20;

    public static TheoryData<char> Dialects => new('K', 'B');

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Addresses_are_aligned_and_ranges_do_not_meet(char dialect)
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, dialect);
        ulong alignment = Number(session.Connection.Ask(GgmlCommand.GetAlignment, RawMessages.U32(0)));
        Assert.Equal((ulong)Environment.SystemPageSize, alignment);
        List<(ulong Start, ulong End)> ranges = [];
        for (ulong size = 0; size < 20_000; size += 997)
        {
            ulong handle = Allocate(session, size);
            ulong address = Number(session.Connection.Ask(GgmlCommand.BufferGetBase, RawMessages.Handle(handle)));
            Assert.NotEqual(0ul, address);
            Assert.Equal(0ul, address % alignment);
            Assert.DoesNotContain(ranges, range => address <= range.End && range.Start <= address + size);
            ranges.Add((address, address + size));
        }
    }

    [Fact]
    public void An_empty_buffer_has_a_handle_and_an_address()
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, 'K');
        byte[] made = session.Connection.Ask(GgmlCommand.AllocBuffer, RawMessages.Allocate(0, 0));
        Assert.NotEqual(0ul, Number(made));
        Assert.Equal(0ul, BinaryPrimitives.ReadUInt64LittleEndian(made.AsSpan(8)));
        Assert.NotEqual(0ul, Number(session.Connection.Ask(GgmlCommand.BufferGetBase, made.AsSpan(0, 8))));
    }

    [Fact]
    public void The_memory_limit_counts_all_clients_and_comes_back_with_them()
    {
        using TestWorker worker = new(new WorkerOptions { MemoryLimits = [(long)(8 * Mebibyte)] });
        using CheckedSession first = Open(worker, 'K', 5 * Mebibyte);
        using (CheckedSession second = Open(worker, 'B', 2 * Mebibyte))
        {
            byte[] memory = second.Connection.Ask(GgmlCommand.GetDeviceMemory, RawMessages.U32(0));
            Assert.Equal(Mebibyte, Number(memory));
            Assert.Equal(8 * Mebibyte, BinaryPrimitives.ReadUInt64LittleEndian(memory.AsSpan(8)));
            byte[] refused = second.Connection.Ask(GgmlCommand.AllocBuffer, RawMessages.Allocate(0, Mebibyte + 1));
            Assert.Equal(new byte[16], refused);
            Assert.NotEqual(0ul, Allocate(second, Mebibyte));
            Assert.Equal(8 * (long)Mebibyte, worker.Host.Statistics.BufferBytes);
        }

        TestWorker.Eventually(() => worker.Host.Statistics.Buffers == 1, "the second client's buffers are gone");
        Assert.NotEqual(0ul, Allocate(first, 3 * Mebibyte));
        first.Connection.Ask(GgmlCommand.FreeBuffer, RawMessages.Handle(first.Buffer));
        Assert.NotEqual(0ul, Allocate(first, 5 * Mebibyte));
    }

    [Theory]
    [InlineData((byte)GgmlCommand.BufferGetBase)]
    [InlineData((byte)GgmlCommand.FreeBuffer)]
    public void A_handle_means_nothing_on_another_connection(byte command)
    {
        using TestWorker worker = new();
        using CheckedSession owner = Open(worker, 'K');
        using CheckedSession other = Open(worker, 'K');
        Assert.Throws<EndOfStreamException>(() =>
            other.Connection.Ask((GgmlCommand)command, RawMessages.Handle(owner.Buffer))
        );
        Assert.Equal(
            owner.Base,
            Number(owner.Connection.Ask(GgmlCommand.BufferGetBase, RawMessages.Handle(owner.Buffer)))
        );
    }

    [Theory]
    [InlineData(4096ul, 0)]
    [InlineData(4096ul, 7)]
    [InlineData(3_000_001ul, 0)]
    [InlineData(3_000_001ul, 255)]
    public void Clearing_sets_every_byte_of_one_buffer_alone(ulong bytes, byte value)
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, 'K', bytes);
        using CheckedSession other = Open(worker, 'K', bytes);
        session.Connection.Ask(GgmlCommand.BufferClear, RawMessages.Clear(session.Buffer, 42));
        other.Connection.Ask(GgmlCommand.BufferClear, RawMessages.Clear(other.Buffer, 43));
        Assert.Empty(session.Connection.Ask(GgmlCommand.BufferClear, RawMessages.Clear(session.Buffer, value)));
        Assert.Equal(-1, All(session, bytes).AsSpan().IndexOfAnyExcept(value));
        Assert.Equal(-1, All(other, bytes).AsSpan().IndexOfAnyExcept((byte)43));
    }

    [Fact]
    public void A_connection_has_a_limited_number_of_buffers()
    {
        using TestWorker worker = new();
        using CheckedSession session = Open(worker, 'K');
        int made = 1;
        while (Allocate(session, 1) != 0)
        {
            made++;
            Assert.InRange(made, 1, 1024);
        }

        Assert.Equal(1024, made);
    }

    private static CheckedSession Open(
        TestWorker worker,
        char dialect,
        ulong bytes = CheckedSession.UsualBufferBytes
    ) => new(TestWorker.Address, worker.Port, GgmlLayout.Of(dialect), bytes: bytes);

    private static ulong Allocate(CheckedSession session, ulong bytes) =>
        Number(session.Connection.Ask(GgmlCommand.AllocBuffer, RawMessages.Allocate(0, bytes)));

    private static byte[] All(CheckedSession session, ulong bytes)
    {
        RawTensor all = session.Tensor(1, 0) with
        {
            Type = 24,
            Extents = [(uint)bytes, 1, 1, 1],
            Strides = [1, 1, 1, 1],
        };
        return session.Connection.Ask(GgmlCommand.GetTensor, RawMessages.Get(session.Layout, all, 0, bytes));
    }

    private static ulong Number(ReadOnlySpan<byte> answer) => BinaryPrimitives.ReadUInt64LittleEndian(answer);
}

// The exchanges that any server of dialect K or B must get right, whoever wrote it.
using System.Buffers.Binary;
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Conformance;

/// <summary>Black-box scripts against a host and port.</summary>
internal static class ConformanceScripts
{
    // Clients ask by hash above this many bytes of content.
    private const int HashThreshold = 10 * 1024 * 1024;
    private const int StoringMilliseconds = 10_000;

    /// <summary>One device from greeting to farewell: queries, buffer, sum, recompute, copy.</summary>
    internal static void OneDevice(string host, int port, GgmlLayout layout)
    {
        using CheckedSession session = new(host, port, layout, bytes: 1 << 20);
        RawConnection connection = session.Connection;
        uint devices = BinaryPrimitives.ReadUInt32LittleEndian(connection.Ask(GgmlCommand.DeviceCount, []));
        Assert.InRange(devices, 1u, 16u);
        ulong alignment = Number(connection.Ask(GgmlCommand.GetAlignment, RawMessages.U32(0)));
        Assert.True(ulong.IsPow2(alignment), $"an alignment of {alignment}");
        Assert.Equal(0ul, session.Base % alignment);
        Assert.InRange(
            Number(connection.Ask(GgmlCommand.GetMaxSize, RawMessages.U32(0))),
            session.Bytes,
            ulong.MaxValue
        );
        byte[] memory = connection.Ask(GgmlCommand.GetDeviceMemory, RawMessages.U32(0));
        Assert.Equal(16, memory.Length);
        Assert.InRange(Number(memory), 1ul, BinaryPrimitives.ReadUInt64LittleEndian(memory.AsSpan(8)));
        Assert.Empty(connection.Ask(GgmlCommand.BufferClear, RawMessages.Clear(session.Buffer, 0)));
        Assert.Equal([0f, 0f], session.Read(session.Bytes / 2, 2));

        session.Write(0, 1, 2, 3, 4);
        session.Write(32, 10, 20, 30, 40);
        RawTensor first = session.Tensor(1, 0, 4);
        RawTensor second = session.Tensor(2, 32, 4);
        RawTensor sum = session.Tensor(3, 64, 4) with { Op = OpNumbers.Add, Sources = [1, 2] };
        session.Compute(first, second, sum);
        Assert.Equal([11f, 22f, 33f, 44f], session.Read(64, 4));
        session.Write(0, 5, 6, 7, 8);
        session.Recompute();
        Assert.Equal([15f, 26f, 37f, 48f], session.Read(64, 4));
        Assert.Equal([1], connection.Ask(GgmlCommand.CopyTensor, RawMessages.Copy(layout, sum, first)));
        Assert.Equal([15f, 26f, 37f, 48f], session.Read(0, 4));
        session.CheckCompute(1);
        session.CheckRecompute(7);
        Assert.Empty(connection.Ask(GgmlCommand.FreeBuffer, RawMessages.Handle(session.Buffer)));
    }

    /// <summary>Two devices of one worker with interleaved graphs, and a second connection in the middle.</summary>
    internal static void TwoDevices(string host, int port, GgmlLayout layout)
    {
        using CheckedSession first = new(host, port, layout, device: 0);
        using CheckedSession second = new(host, port, layout, device: 1);
        first.CheckCompute(1);
        second.CheckCompute(100);
        using CheckedSession late = new(host, port, layout, device: 1);
        first.CheckRecompute(2);
        late.CheckCompute(1000);
        second.CheckRecompute(200);
        late.CheckRecompute(2000);
        first.CheckRecompute(3);
    }

    /// <summary>
    /// Two devices behind one connection: RECOMPUTE of one device runs that device's last graph, not the connection's.
    /// </summary>
    internal static void TwoDevicesOfOneConnection(string host, int port, GgmlLayout layout)
    {
        using CheckedSession session = new(host, port, layout, device: 0);
        byte[] made = session.Connection.Ask(GgmlCommand.AllocBuffer, RawMessages.Allocate(1, 4096));
        ulong buffer = Number(made);
        ulong address = Number(session.Connection.Ask(GgmlCommand.BufferGetBase, RawMessages.Handle(buffer)));
        RawTensor input = new RawTensor
        {
            Id = 21,
            Buffer = buffer,
            Data = address,
        }.Shaped(4, 2);
        RawTensor sum = input with { Id = 22, Data = address + 32, Op = OpNumbers.Add, Sources = [21, 21] };
        session.CheckCompute(1);
        SetInput(5, 6);
        session.Connection.Send(GgmlCommand.GraphCompute, RawMessages.Graph(layout, 1, [22], input, sum));
        session.CheckRecompute(2);
        SetInput(7, 8);
        session.Connection.Send(GgmlCommand.GraphRecompute, RawMessages.U32(1));
        byte[] result = session.Connection.Ask(GgmlCommand.GetTensor, RawMessages.Get(layout, sum, 0, 8));
        Assert.Equal([14f, 16f], RawMessages.Floats(result));
        session.CheckRecompute(3);

        void SetInput(params ReadOnlySpan<float> values) =>
            session.Connection.Send(
                GgmlCommand.SetTensor,
                RawMessages.Set(layout, input, 0, RawMessages.Floats(values))
            );
    }

    /// <summary>A weight above 10 MiB: asked by hash, sent, and known by its hash to the next connection.</summary>
    internal static void WeightByHash(string host, int port, GgmlLayout layout)
    {
        // Content of its own, so that no earlier run has left it in a store.
        byte[] content = new byte[HashThreshold + 4096];
        new Random(Guid.NewGuid().GetHashCode()).NextBytes(content);
        ulong hash = Fnv(content);
        for (int round = 0; round < 2; round++)
        {
            using CheckedSession session = new(host, port, layout);
            ulong buffer = Number(
                session.Connection.Ask(GgmlCommand.AllocBuffer, RawMessages.Allocate(0, (ulong)content.Length))
            );
            RawTensor weight = new RawTensor
            {
                Id = 31,
                Buffer = buffer,
                Data = Number(session.Connection.Ask(GgmlCommand.BufferGetBase, RawMessages.Handle(buffer))),
            }.Shaped(4, (uint)content.Length / 4);
            bool isKnown = IsKnown(session, layout, weight, hash);
            if (round == 0)
            {
                Assert.False(isKnown);
                session.Connection.Send(GgmlCommand.SetTensor, RawMessages.Set(layout, weight, 0, content));
                // Weights may be stored in the background, once a graph has shown that nothing computes in their buffer.
                session.CheckCompute(1);
            }
            else
            {
                long deadline = Environment.TickCount64 + StoringMilliseconds;
                while (!isKnown && Environment.TickCount64 < deadline)
                {
                    Thread.Sleep(10);
                    isKnown = IsKnown(session, layout, weight, hash);
                }

                Assert.True(isKnown, $"the weight was not stored within {StoringMilliseconds} ms");
            }

            byte[] got = session.Connection.Ask(
                GgmlCommand.GetTensor,
                RawMessages.Get(layout, weight, 0, (ulong)content.Length)
            );
            Assert.True(content.AsSpan().SequenceEqual(got), $"the weight reads back changed in round {round}");
        }
    }

    private static bool IsKnown(CheckedSession session, GgmlLayout layout, RawTensor weight, ulong hash) =>
        session.Connection.Ask(GgmlCommand.SetTensorHash, RawMessages.SetHash(layout, weight, 0, hash))[0] == 1;

    /// <summary>FNV-1a of 64 bits, as the protocol names contents.</summary>
    internal static ulong Fnv(ReadOnlySpan<byte> content)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte value in content)
        {
            hash = (hash ^ value) * 0x100000001b3;
        }

        return hash;
    }

    private static ulong Number(ReadOnlySpan<byte> answer) => BinaryPrimitives.ReadUInt64LittleEndian(answer);
}

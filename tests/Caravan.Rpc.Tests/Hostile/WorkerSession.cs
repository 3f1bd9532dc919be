// A well-behaved client of one buffer, whose results are known.
using System.Buffers.Binary;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>
/// A connection with one buffer on a device. It holds a weight and two inputs and computes their product and sum, to see that a
/// worker still gives right answers.
/// </summary>
internal sealed class WorkerSession : IDisposable
{
    internal const ulong UsualBufferBytes = 4096;
    private const ulong FirstOffset = 0;
    private const ulong SecondOffset = 128;
    private const ulong SumOffset = 256;
    private const ulong WeightOffset = 384;
    private const ulong ProductOffset = 640;

    // Rows of 32: the K peer's products of shorter rows are wrong. Small multiples of a half, so that every order of summing is
    // exact in F32.
    private const int RowLength = 32;
    private const int Rows = 2;
    private static readonly float[] Weight =
    [
        .. Enumerable.Range(0, RowLength).Select(i => (i % 5) - 2f),
        .. Enumerable.Range(0, RowLength).Select(i => (i % 3) * 0.5f),
    ];

    private static readonly float[] Second = [.. Enumerable.Range(1, RowLength).Select(i => 10f * i)];
    private readonly uint device;

    internal WorkerSession(string host, int port, GgmlLayout layout, uint device = 0, ulong bytes = UsualBufferBytes)
    {
        this.device = device;
        Layout = layout;
        Ops = OpNumbers.Of(layout);
        Connection = RawConnection.Greeted(host, port, layout);
        try
        {
            byte[] made = Connection.Ask(GgmlCommand.AllocBuffer, RawMessages.Allocate(device, bytes));
            Buffer = BinaryPrimitives.ReadUInt64LittleEndian(made);
            Bytes = BinaryPrimitives.ReadUInt64LittleEndian(made.AsSpan(8));
            Assert.NotEqual(0ul, Buffer);
            Assert.InRange(Bytes, bytes, bytes + (1 << 20));
            Base = BinaryPrimitives.ReadUInt64LittleEndian(
                Connection.Ask(GgmlCommand.BufferGetBase, RawMessages.Handle(Buffer))
            );
            Assert.NotEqual(0ul, Base);
        }
        catch
        {
            Connection.Dispose();
            throw;
        }
    }

    internal GgmlLayout Layout { get; }

    internal OpNumbers Ops { get; }

    internal RawConnection Connection { get; }

    /// <summary>Handle of the buffer.</summary>
    internal ulong Buffer { get; }

    /// <summary>Address of the buffer's first byte.</summary>
    internal ulong Base { get; }

    /// <summary>Bytes that the worker says the buffer has.</summary>
    internal ulong Bytes { get; }

    /// <summary>A contiguous F32 tensor in the buffer, computed when it is a node.</summary>
    internal RawTensor Tensor(ulong id, ulong offset, params ReadOnlySpan<uint> extents) =>
        new RawTensor
        {
            Id = id,
            Buffer = Buffer,
            Data = Base + offset,
        }.Shaped(4, extents);

    /// <summary>Writes floats into the buffer.</summary>
    internal void Write(ulong offset, params ReadOnlySpan<float> values) =>
        WriteBytes(offset, RawMessages.Floats(values));

    /// <summary>Writes bytes, a whole number of words, into the buffer.</summary>
    internal void WriteBytes(ulong offset, ReadOnlySpan<byte> bytes) =>
        Connection.Send(
            GgmlCommand.SetTensor,
            RawMessages.Set(Layout, Tensor(1, offset, (uint)(bytes.Length / 4)), 0, bytes)
        );

    /// <summary>Reads floats from the buffer.</summary>
    internal float[] Read(ulong offset, int count) =>
        RawMessages.Floats(
            Connection.Ask(
                GgmlCommand.GetTensor,
                RawMessages.Get(Layout, Tensor(1, offset, (uint)count), 0, 4 * (ulong)count)
            )
        );

    /// <summary>A request that computes the last of the given tensors, all of them being its table.</summary>
    internal byte[] Graph(params RawTensor[] tensors) => RawMessages.Graph(Layout, device, [tensors[^1].Id], tensors);

    /// <summary>Sends a graph of all tensors that have an op.</summary>
    internal void Compute(params RawTensor[] tensors) =>
        Connection.Send(
            GgmlCommand.GraphCompute,
            RawMessages.Graph(
                Layout,
                device,
                [.. tensors.Where(t => t.Op != OpNumbers.None).Select(t => t.Id)],
                tensors
            )
        );

    /// <summary>Runs the last graph again.</summary>
    internal void Recompute() => Connection.Send(GgmlCommand.GraphRecompute, RawMessages.U32(device));

    /// <summary>Uploads weight and inputs, computes weight * (first + second), and expects the right numbers.</summary>
    internal void CheckCompute(float start)
    {
        Write(FirstOffset, Input(start));
        Write(SecondOffset, Second);
        Write(WeightOffset, Weight);
        RawTensor first = Tensor(11, FirstOffset, RowLength);
        RawTensor second = Tensor(12, SecondOffset, RowLength);
        RawTensor sum = Tensor(13, SumOffset, RowLength) with { Op = OpNumbers.Add, Sources = [11, 12] };
        RawTensor weight = Tensor(14, WeightOffset, RowLength, Rows);
        RawTensor product = Tensor(15, ProductOffset, Rows) with { Op = Ops.MulMat, Sources = [14, 13] };
        Compute(first, second, sum, weight, product);
        CheckResults(start);
    }

    /// <summary>Changes the first input, runs the stored graph again, and expects the right numbers.</summary>
    internal void CheckRecompute(float start)
    {
        Write(FirstOffset, Input(start));
        Recompute();
        CheckResults(start);
    }

    /// <inheritdoc/>
    public void Dispose() => Connection.Dispose();

    private void CheckResults(float start)
    {
        float[] sum = [.. Input(start).Zip(Second, (a, b) => a + b)];
        Assert.Equal(sum, Read(SumOffset, RowLength));
        float[] product = Read(ProductOffset, Rows);
        for (int row = 0; row < product.Length; row++)
        {
            float expected = Weight.Skip(RowLength * row).Take(RowLength).Zip(sum, (w, x) => w * x).Sum();
            Assert.Equal(expected, product[row]);
        }
    }

    private static float[] Input(float start) => [.. Enumerable.Range(0, RowLength).Select(i => start + i)];
}

// Builds graphs as a client would lay them out in one buffer, and runs them.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Placed;

/// <summary>A table of tensors one behind another in one buffer, with op nodes in the order in which they were added.</summary>
internal sealed class TestGraph : IDisposable
{
    internal const ulong Handle = 0x51;
    internal const ulong Base = 0x10_0000;
    private const int Bytes = 1 << 20;
    private readonly Dialect dialect;
    private readonly List<ulong> nodes = [];
    private ulong next = Base;

    internal TestGraph(IDevice device, Dialect dialect)
    {
        this.dialect = dialect;
        Connection = new MemoryConnection(device, dialect);
        Buffer = Connection.Add(Handle, Base, Bytes);
    }

    internal MemoryConnection Connection { get; }

    internal IDeviceBuffer Buffer { get; }

    /// <summary>The table; tests may change entries before they run.</summary>
    internal List<RawTensor> Tensors { get; } = [];

    /// <summary>Ids in the list of nodes; tests may change them before they run.</summary>
    internal List<ulong> Nodes => nodes;

    /// <summary>An F32 leaf with values that are made of <paramref name="seed"/>, between -2 and 2.</summary>
    internal RawTensor Floats(int seed, params uint[] extents)
    {
        RawTensor tensor = Place(RawTensor.F32, 4, extents);
        Random random = new(seed);
        float[] values = new float[Count(tensor)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (4 * random.NextSingle()) - 2;
        }

        Write(tensor, MemoryMarshal.AsBytes<float>(values));
        return Add(tensor);
    }

    /// <summary>An I32 leaf.</summary>
    internal RawTensor Integers(int[] values, params uint[] extents)
    {
        RawTensor tensor = Place(RawTensor.I32, 4, extents);
        Write(tensor, MemoryMarshal.AsBytes<int>(values));
        return Add(tensor);
    }

    /// <summary>An op with an F32 result.</summary>
    internal RawTensor Op(WireOp op, uint[] extents, int[] parameters, params RawTensor?[] sources)
    {
        RawTensor tensor = Place(RawTensor.F32, 4, extents) with
        {
            Op = dialect.NumberOf(op) ?? uint.MaxValue,
            OpParameters = parameters,
            Sources = [.. sources.Select(source => source?.Id ?? 0)],
        };
        nodes.Add(tensor.Id);
        return Add(tensor);
    }

    /// <summary>The same bytes as another tensor, seen otherwise.</summary>
    internal RawTensor View(RawTensor of, ulong offset, uint[] extents, uint[] strides)
    {
        RawTensor view = of with
        {
            Id = NextId,
            Op = 0,
            Sources = [],
            Extents = extents,
            Strides = strides,
            Data = of.Data + offset,
        };
        return Add(view);
    }

    internal byte[] Message() => RawMessages.Graph(Connection.Layout, 0, [.. nodes], [.. Tensors]);

    internal void Run() => Connection.Runner.Compute(Message());

    internal float[] Read(RawTensor tensor)
    {
        byte[] bytes = new byte[4 * Count(tensor)];
        Buffer.Read((long)(tensor.Data - Base), bytes);
        return RawMessages.Floats(bytes);
    }

    internal static int Bits(float value) => BitConverter.SingleToInt32Bits(value);

    public void Dispose() => Connection.Dispose();

    private ulong NextId => 0x1000 + (16 * (ulong)Tensors.Count);

    private RawTensor Place(uint type, uint elementBytes, uint[] extents)
    {
        RawTensor tensor = new RawTensor
        {
            Id = NextId,
            Type = type,
            Buffer = Handle,
            Data = next,
        }.Shaped(elementBytes, extents);
        next += (ulong)((Count(tensor) * 4) + 31) & ~31ul;
        return tensor;
    }

    private RawTensor Add(RawTensor tensor)
    {
        Tensors.Add(tensor);
        return tensor;
    }

    private void Write(RawTensor tensor, ReadOnlySpan<byte> bytes) => Buffer.Write((long)(tensor.Data - Base), bytes);

    private static int Count(RawTensor tensor) => (int)tensor.Extents.Aggregate(1u, (a, b) => a * b);
}

// A small exchange with every command and common ops, to start fuzzing from.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>The exchange that fuzzing starts from where no recording is given.</summary>
internal static class RpcFuzzSample
{
    private const ulong Handle = 1;
    private const ulong Base = 0x10000;
    private const ulong BufferBytes = 16384;
    private const uint Columns = 32;
    private const uint Rows = 4;

    /// <summary>Makes the exchange.</summary>
    internal static RpcFuzzScript Create(Dialect dialect)
    {
        byte[] hello = new byte[dialect.Family == DialectFamily.Upstream ? Dialect.CapabilityBytes : 0];
        TensorDescriptor first = Tensor(1, 0, Columns, Rows);
        TensorDescriptor second = Tensor(2, 1024, Columns, Rows);
        float[] values = [.. Enumerable.Range(0, (int)(Columns * Rows)).Select(i => i / 100f)];
        byte[] content = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        byte[] device = U32(0);
        List<FuzzRequest> requests =
        [
            Ask(RpcCommand.Hello, hello, [dialect.Version.Major]),
            Ask(RpcCommand.GetDeviceCount, []),
            Ask(RpcCommand.GetAlignment, device),
            Ask(RpcCommand.GetMaximumSize, device),
            Ask(RpcCommand.GetDeviceMemory, device),
            Ask(RpcCommand.AllocateBuffer, [.. device, .. U64(BufferBytes)], [.. U64(Handle), .. U64(BufferBytes)]),
            Ask(RpcCommand.GetBufferBase, U64(Handle), U64(Base)),
            Ask(RpcCommand.ClearBuffer, [.. U64(Handle), 0]),
            Tell(RpcCommand.SetTensor, [.. Bytes(dialect, first), .. Flag(dialect), .. U64(0), .. content]),
            Tell(RpcCommand.SetTensor, [.. Bytes(dialect, second), .. Flag(dialect), .. U64(0), .. content]),
            Ask(RpcCommand.SetTensorHash, [.. Bytes(dialect, second), .. U64(0), .. U64(1)]),
            Ask(RpcCommand.InitTensor, Bytes(dialect, first)),
            Ask(
                RpcCommand.GetAllocationSize,
                [
                    .. device,
                    .. Bytes(dialect, first),
                    .. new byte[dialect.AllocationSizeSources * dialect.DescriptorBytes],
                ]
            ),
            Tell(RpcCommand.ComputeGraph, Graph(dialect)),
            Ask(RpcCommand.GetTensor, [.. Bytes(dialect, first), .. U64(0), .. U64((ulong)content.Length)]),
            Tell(RpcCommand.RecomputeGraph, device),
            Ask(RpcCommand.CopyTensor, [.. Bytes(dialect, first), .. Bytes(dialect, second)]),
        ];
        if (dialect.CommandCount > (int)RpcCommand.MemsetTensor)
        {
            requests.Add(Ask(RpcCommand.MemsetTensor, [.. Bytes(dialect, first), .. U64(4), .. U64(16), 7]));
        }

        requests.Add(Tell(RpcCommand.ComputeGraph, Graph(dialect)));
        requests.Add(Ask(RpcCommand.FreeBuffer, U64(Handle)));
        return new RpcFuzzScript(dialect, requests);
    }

    // Elementwise ops, a norm, products, rows, copies, views, softmax, rotation: what the graphs of language models are made of.
    private static byte[] Graph(Dialect dialect)
    {
        TensorDescriptor first = Tensor(1, 0, Columns, Rows);
        TensorDescriptor second = Tensor(2, 1024, Columns, Rows);
        TensorDescriptor rows = Tensor(3, 2048, 2) with { Type = (uint)TensorType.I32 };
        TensorDescriptor positions = Tensor(4, 2112, Rows) with { Type = (uint)TensorType.I32 };
        TensorDescriptor places = Tensor(5, 2176, 2) with { Type = (uint)TensorType.I64 };
        SetStrides(ref places, 8);
        TensorDescriptor sum = Node(dialect, WireOp.Add, Tensor(10, 3072, Columns, Rows), default, 1, 2);
        TensorDescriptor norm = Node(
            dialect,
            WireOp.RmsNorm,
            Tensor(11, 4096, Columns, Rows),
            OpParameters.Floats(1e-5f),
            10
        );
        TensorDescriptor product = Node(dialect, WireOp.MulMat, Tensor(12, 5120, Rows, Rows), default, 1, 11);
        TensorDescriptor soft = Node(
            dialect,
            WireOp.SoftMax,
            Tensor(13, 5632, Rows, Rows),
            OpParameters.Floats(1f, 0f),
            12
        );
        TensorDescriptor gathered = Node(dialect, WireOp.GetRows, Tensor(14, 6144, Columns, 2), default, 11, 3);
        TensorDescriptor scattered = Node(dialect, WireOp.SetRows, second with { Id = 15 }, default, 14, 5, 2);
        scattered.ViewSource = 2;
        TensorDescriptor view = Node(dialect, WireOp.View, Tensor(16, 1024 + 128, Columns, 2), default, 2);
        view.ViewSource = 2;
        view.ViewOffset = 128;
        TensorDescriptor copy = Node(dialect, WireOp.Cpy, view with { Id = 17 }, default, 14, 16);
        copy.ViewSource = 16;
        TensorDescriptor scaled = Node(
            dialect,
            WireOp.Scale,
            Tensor(18, 7168, Columns, Rows),
            OpParameters.Floats(0.5f),
            11
        );
        OpParameters rotation = OpParameters.Integers(0, (int)Columns, 0, 0, 0);
        rotation.SetFloat(5, 10000f);
        rotation.SetFloat(6, 1f);
        rotation.SetFloat(8, 1f);
        TensorDescriptor heads = Node(dialect, WireOp.Reshape, Tensor(19, 7168, Columns, 1, Rows), default, 18);
        heads.ViewSource = 18;
        TensorDescriptor rotated = Node(dialect, WireOp.Rope, Tensor(20, 8192, Columns, 1, Rows), rotation, 19, 4);
        TensorDescriptor multiplied = Node(dialect, WireOp.Mul, Tensor(21, 9216, Columns, Rows), default, 11, 18);
        TensorDescriptor dense = Node(dialect, WireOp.Cont, Tensor(22, 10240, Columns, Rows), default, 21);
        TensorDescriptor[] table =
        [
            first,
            second,
            rows,
            positions,
            places,
            sum,
            norm,
            product,
            soft,
            gathered,
            scattered,
            view,
            copy,
            scaled,
            heads,
            rotated,
            multiplied,
            dense,
        ];
        const int leaves = 5;
        return
        [
            .. U32(0),
            .. U32((uint)(table.Length - leaves)),
            .. table.Skip(leaves).SelectMany(t => U64(t.Id)),
            .. U32((uint)table.Length),
            .. table.SelectMany(t => Bytes(dialect, t)),
        ];
    }

    private static TensorDescriptor Tensor(ulong id, ulong offset, params ReadOnlySpan<uint> extents)
    {
        TensorDescriptor tensor = new()
        {
            Id = id,
            Buffer = Handle,
            Data = Base + offset,
        };
        for (int i = 0; i < 4; i++)
        {
            tensor.Extents[i] = i < extents.Length ? extents[i] : 1;
        }

        SetStrides(ref tensor, sizeof(float));
        tensor.SetName($"t{id}");
        return tensor;
    }

    private static void SetStrides(ref TensorDescriptor tensor, uint elementBytes)
    {
        for (int i = 0; i < 4; i++)
        {
            tensor.Strides[i] = elementBytes;
            elementBytes *= tensor.Extents[i];
        }
    }

    private static TensorDescriptor Node(
        Dialect dialect,
        WireOp op,
        TensorDescriptor result,
        OpParameters parameters,
        params ReadOnlySpan<ulong> sources
    )
    {
        result.Op = dialect.NumberOf(op) ?? throw new ArgumentException($"dialect {dialect.Name} has no {op}");
        result.Parameters = parameters;
        result.Flags = dialect.HasComputeFlag ? Dialect.ComputeFlag : 0;
        result.SetName($"t{result.Id}");
        for (int i = 0; i < sources.Length; i++)
        {
            result.Sources[i] = sources[i];
        }

        return result;
    }

    private static FuzzRequest Ask(RpcCommand command, byte[] payload, byte[]? answer = null) =>
        new((byte)command, payload, answer ?? []);

    private static FuzzRequest Tell(RpcCommand command, byte[] payload) => new((byte)command, payload, null);

    private static byte[] Flag(Dialect dialect) => new byte[dialect.HasCacheFlag ? 1 : 0];

    private static byte[] Bytes(Dialect dialect, TensorDescriptor tensor)
    {
        byte[] bytes = new byte[dialect.DescriptorBytes];
        tensor.Write(bytes, dialect);
        return bytes;
    }

    private static byte[] U32(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] U64(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}

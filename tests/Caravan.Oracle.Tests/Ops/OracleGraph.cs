// Runs one op with llama.cpp's CPU backend and with ours, over the same bytes.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu;
using Caravan.Graph;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Oracle.Tests;

/// <summary>
/// A ggml context whose tensors are filled here and whose op constructors are called by name. <see cref="Run"/> computes a node
/// there, mirrors it (types, extents, strides, parameters, sources, all read from ggml) and computes it here.
/// </summary>
internal sealed unsafe class OracleGraph : IDisposable
{
    private const long ContextBytes = 64L << 20;

    private readonly OracleLibrary library = OracleLibrary.Require();
    private readonly nint cpu;
    private readonly Dictionary<GraphTensor, byte[]> contents = [];
    private GraphBuilder builder = new();
    private Dictionary<nint, GraphTensor> mirrors = [];

    internal OracleGraph()
    {
        cpu = library.Load(Avx2.IsSupported && Fma.IsSupported ? "libggml-cpu-haswell.so" : "libggml-cpu-x64.so");
        ((delegate* unmanaged<void>)NativeLibrary.GetExport(cpu, "ggml_cpu_init"))();
        var init = (delegate* unmanaged<InitParameters, nint>)library.Export("ggml_init");
        Context = init(new InitParameters { MemoryBytes = (nuint)ContextBytes });
    }

    /// <summary>The first argument of every op constructor.</summary>
    internal nint Context { get; }

    /// <summary>The constructor <paramref name="name"/>, to be cast to its signature.</summary>
    internal void* this[string name] => (void*)library.Export(name);

    /// <summary>A tensor of floats in -range..range, rounded to <paramref name="type"/>.</summary>
    internal nint Floats(TensorType type, int seed, float range, long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1)
    {
        nint tensor = New(type, ne0, ne1, ne2, ne3);
        Random random = new(seed);
        float[] values = new float[ne0 * ne1 * ne2 * ne3];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((random.NextDouble() * 2 - 1) * range);
        }

        long rows = ne1 * ne2 * ne3;
        long rowBytes = TensorTypes.Get(type).RowBytes(ne0);
        for (long row = 0; row < rows; row++)
        {
            Span<byte> bytes = new(OracleTensor.Data(tensor) + row * rowBytes, (int)rowBytes);
            Quantizer.QuantizeRow(type, values.AsSpan((int)(row * ne0), (int)ne0), bytes);
        }

        return tensor;
    }

    /// <summary>A tensor of F32 in -2..2.</summary>
    internal nint F32(int seed, long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1) =>
        Floats(TensorType.F32, seed, 2, ne0, ne1, ne2, ne3);

    /// <summary>A tensor of given integers.</summary>
    internal nint I32(int[] values, long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1)
    {
        nint tensor = New(TensorType.I32, ne0, ne1, ne2, ne3);
        values.CopyTo(new Span<int>(OracleTensor.Data(tensor), checked((int)(ne0 * ne1 * ne2 * ne3))));
        return tensor;
    }

    /// <summary>A tensor with bytes still to be written.</summary>
    internal nint New(TensorType type, long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1)
    {
        var create = (delegate* unmanaged<nint, int, long, long, long, long, nint>)this["ggml_new_tensor_4d"];
        return create(Context, (int)type, ne0, ne1, ne2, ne3);
    }

    /// <summary>A view with dimensions in another order.</summary>
    internal nint Permute(nint tensor, int axis0, int axis1, int axis2, int axis3) =>
        ((delegate* unmanaged<nint, nint, int, int, int, int, nint>)this["ggml_permute"])(
            Context,
            tensor,
            axis0,
            axis1,
            axis2,
            axis3
        );

    /// <summary>A view of part of a tensor with the tensor's own strides.</summary>
    internal nint Part(nint tensor, long offset, long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1) =>
        (
            (delegate* unmanaged<nint, nint, long, long, long, long, nuint, nuint, nuint, nuint, nint>)
                this["ggml_view_4d"]
        )(
            Context,
            tensor,
            ne0,
            ne1,
            ne2,
            ne3,
            (nuint)OracleTensor.Stride(tensor, 1),
            (nuint)OracleTensor.Stride(tensor, 2),
            (nuint)OracleTensor.Stride(tensor, 3),
            (nuint)offset
        );

    /// <summary>A node of an op of one source and no parameters.</summary>
    internal nint Op(string name, nint a) => ((delegate* unmanaged<nint, nint, nint>)this[name])(Context, a);

    /// <summary>A node of an op of two sources and no parameters.</summary>
    internal nint Op(string name, nint a, nint b) =>
        ((delegate* unmanaged<nint, nint, nint, nint>)this[name])(Context, a, b);

    /// <summary>Computes a node with both engines: the bytes of both results, from first to last.</summary>
    internal (byte[] Expected, byte[] Actual) Run(nint node)
    {
        builder = new GraphBuilder();
        mirrors = [];
        contents.Clear();
        GraphTensor mirror = MirrorNode(node);
        var newGraph = (delegate* unmanaged<nint, nint>)this["ggml_new_graph"];
        var expand = (delegate* unmanaged<nint, nint, void>)this["ggml_build_forward_expand"];
        var compute = (delegate* unmanaged<nint, nint, int, int>)
            NativeLibrary.GetExport(cpu, "ggml_graph_compute_with_ctx");
        nint graph = newGraph(Context);
        expand(graph, node);
        Assert.Equal(0, compute(Context, graph, 1));
        byte[] expected = new ReadOnlySpan<byte>(OracleTensor.Data(node), OracleTensor.Bytes(node)).ToArray();
        builder.Output(mirror);
        byte[] actual = RunHere(mirror, expected.Length, endsAtGuard: true);
        Assert.Equal(actual, RunHere(mirror, expected.Length, endsAtGuard: false));
        return (expected, actual);
    }

    /// <summary>Requires results whose floats differ by <paramref name="tolerance"/> times the larger of their size and <paramref name="floor"/> at most.</summary>
    internal void AssertNear(nint node, double tolerance, double floor = 1)
    {
        (byte[] expected, byte[] actual) = Run(node);
        TensorType type = OracleTensor.Type(node);
        float[] right = ToFloats(type, expected);
        float[] found = ToFloats(type, actual);
        for (int i = 0; i < right.Length; i++)
        {
            double limit = tolerance * Math.Max(Math.Abs(right[i]), floor);
            bool isSame = right[i].Equals(found[i]) || Math.Abs((double)right[i] - found[i]) <= limit;
            Assert.True(isSame, $"element {i}: {found[i]:R} instead of {right[i]:R}, allowed {limit:E2}");
        }
    }

    /// <summary>Requires the same bytes.</summary>
    internal void AssertSame(nint node)
    {
        (byte[] expected, byte[] actual) = Run(node);
        Assert.Equal(expected, actual);
    }

    /// <inheritdoc/>
    public void Dispose() => ((delegate* unmanaged<nint, void>)this["ggml_free"])(Context);

    // All bytes of operands and result end, or begin, at pages that nobody may touch.
    private byte[] RunHere(GraphTensor node, int bytes, bool endsAtGuard)
    {
        using CpuDevice device = new(2);
        TensorBindings bindings = new();
        List<IDisposable> owners = [];
        foreach ((GraphTensor leaf, byte[] content) in contents)
        {
            GuardedBuffer memory = endsAtGuard
                ? GuardedBuffer.EndingAtGuard<byte>(content)
                : GuardedBuffer.StartingAfterGuard<byte>(content);
            IDeviceBuffer buffer = device.Import(memory.Pointer, memory.Length)!;
            owners.Add(buffer);
            owners.Add(memory);
            bindings.Bind(leaf, buffer, 0);
        }

        byte[] result = new byte[bytes];
        using (IProgram program = device.Compile(builder.Build(), bindings, default))
        {
            program.Run(default);
            program.Read(node, 0, result);
        }

        owners.ForEach(owner => owner.Dispose());
        return result;
    }

    // Floats of plain types; numbers of quantized types are compared as their bytes say.
    private static float[] ToFloats(TensorType type, byte[] bytes)
    {
        switch (type)
        {
            case TensorType.F32:
                return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
            case TensorType.F16:
                return [.. MemoryMarshal.Cast<byte, Half>(bytes).ToArray().Select(h => (float)h)];
            case TensorType.BF16:
                ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                return [.. halves.ToArray().Select(h => BitConverter.Int32BitsToSingle(h << 16))];
            default:
                TensorTypeTraits traits = TensorTypes.Get(type);
                float[] values = new float[bytes.Length / traits.BlockBytes * traits.BlockElements];
                Dequantizer.DequantizeRows(type, bytes, values.Length, values);
                return values;
        }
    }

    private GraphTensor MirrorNode(nint node)
    {
        GraphTensor?[] sources =
        [
            .. OracleTensor.Sources(node).Select(s => s == node || s == 0 ? null : MirrorLeaf(s)),
        ];
        GraphOp op = OracleTensor.Op(library, node);
        nint root = OracleTensor.ViewSource(node);
        if (root != 0)
        {
            // The result lies over one of its sources, which may itself be a view.
            nint destination = OracleTensor.Sources(node).First(s => OracleTensor.Data(s) == OracleTensor.Data(node));
            return builder.NodeOver(op, MirrorLeaf(destination), ParametersOf(op, node), sources);
        }

        GraphTensor result = Leaf(node, new byte[OracleTensor.Bytes(node)]);
        return builder.NodeOver(op, result, ParametersOf(op, node), sources);
    }

    // Functions of UNARY have other numbers here; their names are the same.
    private OpParameters ParametersOf(GraphOp op, nint node)
    {
        OpParameters parameters = OracleTensor.Parameters(node);
        if (op == GraphOp.Unary)
        {
            var unaryName = (delegate* unmanaged<int, byte*>)this["ggml_unary_op_name"];
            string name = Marshal.PtrToStringUTF8((nint)unaryName(parameters[0]))!;
            string plain = name.Replace("_", "", StringComparison.Ordinal);
            parameters[0] = (int)Enum.Parse<UnaryOp>(plain, ignoreCase: true);
        }

        return parameters;
    }

    // Views become leaves with the strides of the view.
    private GraphTensor MirrorLeaf(nint tensor)
    {
        if (!mirrors.TryGetValue(tensor, out GraphTensor? leaf))
        {
            ReadOnlySpan<byte> bytes = new(OracleTensor.Data(tensor), OracleTensor.Bytes(tensor));
            leaf = Leaf(tensor, bytes.ToArray());
            mirrors.Add(tensor, leaf);
        }

        return leaf;
    }

    private GraphTensor Leaf(nint tensor, byte[] content)
    {
        GraphTensor leaf = builder.Leaf(
            $"leaf_{contents.Count}",
            OracleTensor.Type(tensor),
            OracleTensor.Shape(tensor),
            OracleTensor.Strides(tensor),
            TensorRole.State
        );
        contents.Add(leaf, content);
        return leaf;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct InitParameters
    {
        public nuint MemoryBytes;
        public nint Memory;
        public byte NoAllocation;
    }
}

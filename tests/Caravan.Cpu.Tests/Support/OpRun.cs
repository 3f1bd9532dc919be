// Builds a small graph over given data, runs it with one and with three threads and returns an output.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

/// <summary>
/// One graph and its data. Every run is made with one thread and with three, whose results must be equal to the last bit.
/// </summary>
internal sealed class OpRun
{
    private readonly List<(GraphTensor Tensor, byte[] Bytes)> inputs = [];
    private readonly List<(GraphTensor Tensor, byte[] Bytes)> states = [];

    internal GraphBuilder Builder { get; } = new();

    internal GraphTensor F32(float[] values, long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1) =>
        Input(TensorType.F32, MemoryMarshal.AsBytes<float>(values), ne0, ne1, ne2, ne3);

    internal GraphTensor F16(float[] values, long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1) =>
        Input(TensorType.F16, MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v)), ne0, ne1, ne2, ne3);

    internal GraphTensor I32(int[] values, long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1) =>
        Input(TensorType.I32, MemoryMarshal.AsBytes<int>(values), ne0, ne1, ne2, ne3);

    internal GraphTensor Input(
        TensorType type,
        ReadOnlySpan<byte> bytes,
        long ne0,
        long ne1 = 1,
        long ne2 = 1,
        long ne3 = 1
    )
    {
        GraphTensor tensor = Builder.Input($"input_{inputs.Count}", type, Extents.Shape(ne0, ne1, ne2, ne3));
        inputs.Add((tensor, bytes.ToArray()));
        return tensor;
    }

    internal GraphTensor State(TensorType type, byte[] bytes, long ne0, long ne1 = 1, long ne2 = 1, long ne3 = 1)
    {
        GraphTensor tensor = Builder.State($"state_{states.Count}", type, new TensorShape(ne0, ne1, ne2, ne3));
        states.Add((tensor, bytes));
        return tensor;
    }

    /// <summary>A node that the builder has no method for.</summary>
    internal GraphTensor Node(
        GraphOp op,
        Extents shape,
        OpParameters parameters,
        params ReadOnlySpan<GraphTensor?> sources
    ) => Builder.Compute(op, TensorType.F32, shape, parameters, sources);

    /// <summary>The output's floats.</summary>
    internal float[] Floats(GraphTensor output) => MemoryMarshal.Cast<byte, float>(Bytes(output)).ToArray();

    /// <summary>The output's integers.</summary>
    internal int[] Integers(GraphTensor output) => MemoryMarshal.Cast<byte, int>(Bytes(output)).ToArray();

    /// <summary>The output's bytes, from its first to its last.</summary>
    internal byte[] Bytes(GraphTensor output)
    {
        Builder.Output(output);
        Graph.Graph graph = Builder.Build();
        byte[] one = RunWith(1, graph, output);
        byte[] three = RunWith(3, graph, output);
        Assert.Equal(one, three);
        return one;
    }

    private byte[] RunWith(int threads, Graph.Graph graph, GraphTensor output)
    {
        using CpuDevice device = new(threads);
        TensorBindings bindings = new();
        List<IDeviceBuffer> buffers = [];
        foreach ((GraphTensor tensor, byte[] bytes) in states)
        {
            IDeviceBuffer buffer = device.Allocate(bytes.Length);
            buffer.Write(0, bytes);
            bindings.Bind(tensor, buffer, 0);
            buffers.Add(buffer);
        }

        using IProgram program = device.Compile(graph, bindings, default);
        foreach ((GraphTensor tensor, byte[] bytes) in inputs)
        {
            program.Write(tensor, bytes);
        }

        program.Run(default);
        // A second run must give the same: nothing may be left over from the first.
        foreach ((GraphTensor tensor, byte[] bytes) in inputs)
        {
            program.Write(tensor, bytes);
        }

        program.Run(default);
        byte[] result = new byte[
            Footprint.Bytes(output.Type, output.Shape.Evaluate(default), output.Strides.Evaluate(default))
        ];
        program.Read(output, 0, result);
        foreach (IDeviceBuffer buffer in buffers)
        {
            buffer.Dispose();
        }

        return result;
    }
}

// Small graphs on several devices: overlap, refusals, places of weights.
using System.Runtime.InteropServices;
using Caravan.Cpu;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Engine.Tests;

public sealed class StagingTests : IDisposable
{
    private static readonly SymbolValues Symbols = new(1, 256, 1);

    private readonly List<DeviceCall> calls = [];
    private readonly List<IDevice> devices;
    private readonly GraphBuilder builder = new();
    private readonly List<IDeviceBuffer> buffers = [];

    public StagingTests() =>
        devices = [new RecordingDevice("A", calls), new RecordingDevice("B", calls), new CpuDevice(1)];

    public void Dispose()
    {
        buffers.ForEach(b => b.Dispose());
        devices.ForEach(d => d.Dispose());
    }

    [Fact]
    public void Two_workers_are_both_at_work_before_either_is_waited_for()
    {
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(4, Extent.Tokens));
        GraphTensor sum = builder.Add(builder.Mul(x, Weight("a")), builder.Mul(x, Weight("b")));
        builder.Output(sum);
        float[] result = Run(builder.Build(), x, sum);
        // a is 1, 2, 3, 4 on A; b is the same on B; the sum is twice that times x.
        Assert.Equal([2, 8, 18, 32], result);
        Assert.Equal(["Write A", "Write B", "Run A", "Run B"], calls.Take(4).Select(c => $"{c.Kind} {c.Device}"));
    }

    [Fact]
    public void An_op_with_weights_of_two_devices_is_refused_and_both_are_named()
    {
        builder.Output(builder.MulMat(Weight("a"), Weight("b")));
        GraphException exception = Assert.Throws<GraphException>(() =>
            OpPlacer.Place(builder.Build(), new Places(), Symbols)
        );
        Assert.Contains("a, which is on A", exception.Message, StringComparison.Ordinal);
        Assert.Contains("b, which is on B", exception.Message, StringComparison.Ordinal);
        Assert.Contains("-ot", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_op_that_a_worker_lacks_is_refused_with_the_workers_name()
    {
        devices[0].Dispose();
        devices[0] = new RecordingDevice("A", calls) { Unsupported = GraphOp.Mul };
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(4, Extent.Tokens));
        GraphTensor product = builder.Name(builder.Mul(x, Weight("a")), "product");
        builder.Output(product);
        DeviceException exception = Assert.Throws<DeviceException>(() => Run(builder.Build(), x, product));
        Assert.Equal(
            "A cannot run product (Mul): it has no Mul; give its weights another device, for example with -ot",
            exception.Message
        );
    }

    [Fact]
    public void A_chain_between_devices_crosses_at_its_narrowest_place()
    {
        // From A come 4 elements, repeated to 16, summed to 1 for B: the sum crosses.
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(4, Extent.Tokens));
        GraphTensor wide = builder.Concat(builder.Mul(x, Weight("a")), builder.Mul(x, Weight("a")), 0);
        GraphTensor narrow = builder.Name(builder.SumRows(builder.Unary(wide, UnaryOp.Relu)), "narrow");
        GraphTensor result = builder.Mul(narrow, Weight("b1", 1));
        builder.Output(result);
        Assert.Equal([60], Run(builder.Build(), x, result, 1));
        Assert.Equal("narrow", Assert.Single(calls, c => c is { Kind: "Read", Device: "A" }).Tensor);
    }

    [Fact]
    public void A_value_stays_on_its_device_while_another_works()
    {
        // kept is used again on A after B has had its turn: only the product of B comes back.
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(4, Extent.Tokens));
        GraphTensor kept = builder.Name(builder.Mul(x, Weight("a")), "kept");
        GraphTensor away = builder.Name(builder.Mul(kept, Weight("b")), "away");
        GraphTensor result = builder.Mul(builder.Add(kept, away), Weight("a"));
        builder.Output(result);
        // x = a = b = 1..4: kept = x^2, away = x^3, (kept + away) a = x^3 + x^4.
        Assert.Equal([2, 24, 108, 320], Run(builder.Build(), x, result));
        Assert.Equal(
            ["Write A x", "Run A ", "Read A kept", "Write B kept", "Run B ", "Read B away", "Write A away", "Run A "],
            calls.SkipLast(1).Select(c => $"{c.Kind} {c.Device} {c.Tensor}")
        );
    }

    [Fact]
    public void A_device_that_both_neighbours_need_is_written_once()
    {
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(4, Extent.Tokens));
        GraphTensor home = builder.Name(builder.Unary(builder.Mul(x, Weight("h")), UnaryOp.Relu), "home");
        GraphTensor first = builder.Mul(home, Weight("a"));
        GraphTensor second = builder.Mul(builder.Mul(first, Weight("b")), home);
        GraphTensor result = builder.Mul(second, Weight("a"));
        builder.Output(result);
        Run(builder.Build(), x, result);
        Assert.Equal(1, calls.Count(c => c is { Kind: "Write", Device: "A", Tensor: "home" }));
    }

    private GraphTensor Weight(string name, long length = 4) =>
        builder.Weight(name, TensorType.F32, new TensorShape(length));

    private float[] Run(Caravan.Graph.Graph graph, GraphTensor input, GraphTensor output, int length = 4)
    {
        Places places = new();
        StagePlan plan = StageCutter.Cut(graph, OpPlacer.Place(graph, places, Symbols), Symbols);
        using StagedProgram program = StagedProgram.Compile(plan, devices, places.Home, Place, Symbols);
        program.Write(input, MemoryMarshal.AsBytes<float>([1, 2, 3, 4]));
        program.Run(Symbols);
        float[] result = new float[length];
        program.Read(output, 0, MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }

    private (IDeviceBuffer, long) Place(GraphTensor leaf, int device)
    {
        IDeviceBuffer buffer = devices[device].Allocate(16);
        buffers.Add(buffer);
        buffer.Write(0, MemoryMarshal.AsBytes<float>([1, 2, 3, 4]));
        return (buffer, 0);
    }

    // Weights are on the device that begins their name.
    private sealed class Places : ILeafPlaces
    {
        public IReadOnlyList<string> DeviceNames { get; } = ["A", "B", "H"];

        public int Home => 2;

        public int DeviceOf(GraphTensor leaf, GraphTensor user) =>
            DeviceNames.ToList().FindIndex(d => leaf.Name.StartsWith(d, StringComparison.OrdinalIgnoreCase));
    }
}

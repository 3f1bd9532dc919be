// Inputs and computed tensors that lie in buffers of the caller.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public sealed class BoundTensorTests : IDisposable
{
    private static readonly SymbolValues Maximum = new(2, 1, 1);

    private readonly CpuDevice device = new(1);
    private readonly GraphBuilder builder = new();
    private readonly GraphTensor x;
    private readonly GraphTensor middle;
    private readonly GraphTensor result;

    public BoundTensorTests()
    {
        x = builder.Input("x", TensorType.F32, Extents.Shape(4, Extent.Tokens));
        middle = builder.Scale(x, 3);
        result = builder.Scale(middle, 5);
        builder.Output(result);
    }

    public void Dispose() => device.Dispose();

    [Fact]
    public void A_bound_computed_tensor_is_left_whole_in_its_place()
    {
        using IDeviceBuffer buffer = device.Allocate(64);
        using IProgram program = Compile(middle, buffer, 32);
        program.Write(x, MemoryMarshal.AsBytes<float>([1, 2, 3, 4, 5, 6, 7, 8]));
        program.Run(Maximum);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 3, 6, 9, 12, 15, 18, 21, 24], Floats(buffer, 16));
        float[] last = new float[8];
        program.Read(result, 0, MemoryMarshal.AsBytes(last.AsSpan()));
        Assert.Equal([15, 30, 45, 60, 75, 90, 105, 120], last);
    }

    [Fact]
    public void A_bound_input_is_read_from_its_place_and_written_there()
    {
        using IDeviceBuffer buffer = device.Allocate(32);
        using IProgram program = Compile(x, buffer, 0);
        buffer.Write(0, MemoryMarshal.AsBytes<float>([1, 2, 3, 4]));
        program.Run(Maximum with { Tokens = 1 });
        float[] last = new float[4];
        program.Read(result, 0, MemoryMarshal.AsBytes(last.AsSpan()));
        Assert.Equal([15, 30, 45, 60], last);
        program.Write(x, MemoryMarshal.AsBytes<float>([9, 8]));
        Assert.Equal([9, 8, 3, 4], Floats(buffer, 4));
    }

    [Fact]
    public void Two_programs_share_a_value_without_moving_it()
    {
        using IDeviceBuffer buffer = device.Allocate(32);
        using IProgram first = Compile(result, buffer, 0);
        GraphBuilder second = new();
        GraphTensor shared = second.Input("shared", TensorType.F32, Extents.Shape(4, Extent.Tokens));
        GraphTensor sum = second.SumRows(shared);
        second.Output(sum);
        TensorBindings bindings = new();
        bindings.Bind(shared, buffer, 0, Maximum);
        using IProgram program = device.Compile(second.Build(), bindings, Maximum);
        first.Write(x, MemoryMarshal.AsBytes<float>([1, 2, 3, 4, 5, 6, 7, 8]));
        first.Run(Maximum);
        program.Run(Maximum);
        float[] sums = new float[2];
        program.Read(sum, 0, MemoryMarshal.AsBytes(sums.AsSpan()));
        Assert.Equal([150, 390], sums);
    }

    [Fact]
    public void A_tensor_that_does_not_fit_its_place_at_the_maximum_is_refused()
    {
        using IDeviceBuffer buffer = device.Allocate(32);
        TensorBindings bindings = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => bindings.Bind(x, buffer, 1, Maximum));
    }

    [Fact]
    public void A_view_cannot_be_bound()
    {
        using IDeviceBuffer buffer = device.Allocate(64);
        GraphTensor view = builder.Reshape(x, 2, Extent.Tokens * 2);
        ArgumentException exception = Assert.Throws<ArgumentException>(() =>
            new TensorBindings().Bind(view, buffer, 0, Maximum)
        );
        Assert.Contains("bind x instead", exception.Message, StringComparison.Ordinal);
    }

    private IProgram Compile(GraphTensor tensor, IDeviceBuffer buffer, long offset)
    {
        TensorBindings bindings = new();
        bindings.Bind(tensor, buffer, offset, Maximum);
        return device.Compile(builder.Build(), bindings, Maximum);
    }

    private static float[] Floats(IDeviceBuffer buffer, int count)
    {
        float[] values = new float[count];
        buffer.Read(0, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}

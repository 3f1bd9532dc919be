// Which weights a program's threads are told to fetch while they wait.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public sealed unsafe class WeightReaderTests
{
    private const int Width = 256;
    private const int Rows = 4096;

    [Fact]
    public void Behind_the_last_product_of_a_run_come_each_threads_rows_of_the_first()
    {
        GraphBuilder builder = new();
        GraphTensor input = builder.Input("x", TensorType.F32, Extents.Shape(Width, 1));
        GraphTensor first = builder.Weight("first", TensorType.Q8_0, new(Width, Rows));
        GraphTensor last = builder.Weight("last", TensorType.Q8_0, new(Rows, Width));
        GraphTensor result = builder.MulMat(last, builder.MulMat(first, input));
        builder.Output(result);
        long bytes = TensorTypes.Get(TensorType.Q8_0).RowBytes(Width) * Rows;
        using CpuDevice device = new(2);
        using IDeviceBuffer buffer = device.Allocate(2 * bytes);
        TensorBindings bindings = new();
        bindings.Bind(first, buffer, bytes);
        bindings.Bind(last, buffer, 0);
        using CpuProgram program = (CpuProgram)device.Compile(builder.Build(), bindings, default);
        program.Write(input, MemoryMarshal.AsBytes<float>(TestData.Floats(Width, 1)));
        program.Run(default);
        nint start = (nint)((CpuBuffer)buffer).Pointer + (nint)bytes;
        Assert.Equal(start, (nint)program.Upcoming.Start(0));
        Assert.Equal(start + (nint)(bytes / 2), (nint)program.Upcoming.Start(1));
    }
}

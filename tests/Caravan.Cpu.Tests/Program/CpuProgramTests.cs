// Programs: symbols, limits, bindings, and that running allocates nothing.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public class CpuProgramTests
{
    private static readonly SymbolValues Maximum = new(16, 64, 4);

    [Fact]
    public void One_program_serves_all_token_counts()
    {
        using Layer layer = new(2);
        float[] all = layer.Run(new SymbolValues(16, 64, 4), TestData.Floats(Layer.Width * 16, 1));
        float[] few = layer.Run(new SymbolValues(5, 64, 4), TestData.Floats(Layer.Width * 16, 1)[..(Layer.Width * 5)]);
        Assert.Equal(all[..few.Length], few);
        Assert.Equal(all, layer.Run(new SymbolValues(16, 64, 4), TestData.Floats(Layer.Width * 16, 1)));
    }

    [Fact]
    public void Zero_tokens_are_no_work()
    {
        using Layer layer = new(2);
        Assert.Empty(layer.Run(new SymbolValues(0, 0, 0), []));
    }

    [Theory]
    [InlineData(17, 64, 4)]
    [InlineData(16, 65, 4)]
    [InlineData(16, 64, 5)]
    [InlineData(-1, 64, 4)]
    public void Symbols_above_the_maximum_are_refused(long tokens, long cache, long outputs)
    {
        using Layer layer = new(1);
        DeviceException exception = Assert.Throws<DeviceException>(() =>
            layer.Program.Run(new SymbolValues(tokens, cache, outputs))
        );
        Assert.Contains("compiled", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_that_is_too_long_is_refused()
    {
        using Layer layer = new(1);
        byte[] bytes = new byte[Layer.Width * 16 * 4 + 1];
        Assert.Throws<ArgumentException>(() => layer.Program.Write(layer.Input, bytes));
    }

    [Fact]
    public void Only_inputs_are_written()
    {
        using Layer layer = new(1);
        Assert.Throws<ArgumentException>(() => layer.Program.Write(layer.Output, new byte[4]));
    }

    [Fact]
    public void Reading_beyond_an_output_is_refused()
    {
        using Layer layer = new(1);
        layer.Run(new SymbolValues(2, 0, 0), new float[Layer.Width * 2]);
        byte[] bytes = new byte[Layer.Width * 2 * 4];
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Program.Read(layer.Output, 1, bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Program.Read(layer.Output, -1, bytes));
    }

    [Fact]
    public void Unbound_weight_is_named()
    {
        GraphBuilder builder = new();
        GraphTensor weight = builder.Weight("blk.0.missing", TensorType.F32, new(8));
        builder.Output(builder.Scale(weight, 2));
        using CpuDevice device = new(1);
        DeviceException exception = Assert.Throws<DeviceException>(() =>
            device.Compile(builder.Build(), new TensorBindings(), Maximum)
        );
        Assert.Contains("blk.0.missing", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Running_allocates_nothing(int threads)
    {
        using Layer layer = new(threads);
        byte[] input = new byte[Layer.Width * 16 * 4];
        byte[] output = new byte[Layer.Width * 16 * 4];
        for (int i = 0; i < 50; i++)
        {
            layer.Step(Maximum, input, output);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            layer.Step(Maximum, input, output);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Changing_token_counts_allocates_nothing()
    {
        using Layer layer = new(1);
        byte[] input = new byte[Layer.Width * 4];
        byte[] output = new byte[Layer.Width * 4];
        for (int i = 0; i < 50; i++)
        {
            layer.Step(Maximum with { Tokens = 1 + i % 2 }, input, output);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            layer.Step(Maximum with { Tokens = 1 + i % 2 }, input, output);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Disposed_program_refuses_to_run()
    {
        using Layer layer = new(1);
        layer.Program.Dispose();
        Assert.Throws<ObjectDisposedException>(() => layer.Program.Run(Maximum));
    }

    [Fact]
    public void View_beyond_its_bytes_is_refused()
    {
        GraphBuilder builder = new();
        GraphTensor input = builder.Input("x", TensorType.F32, Extents.Shape(8, 2));
        GraphTensor view = builder.View(input, Extents.Shape(8, 2), nb1: 64);
        builder.Output(builder.Scale(view, 1));
        using CpuDevice device = new(1);
        Assert.Throws<GraphException>(() => device.Compile(builder.Build(), new TensorBindings(), Maximum));
    }

    /// <summary>A feed-forward block over symbolic tokens: norm, two products, gate, product, residual.</summary>
    private sealed class Layer : IDisposable
    {
        internal const int Width = 64;
        private const int Inner = 160;
        private readonly CpuDevice device;
        private readonly IDeviceBuffer buffer;

        internal Layer(int threads)
        {
            device = new CpuDevice(threads);
            GraphBuilder builder = new();
            Input = builder.Input("x", TensorType.F32, Extents.Shape(Width, Extent.Tokens));
            GraphTensor normWeight = builder.Weight("norm", TensorType.F32, new(Width));
            GraphTensor gate = builder.Weight("gate", TensorType.F32, new(Width, Inner));
            GraphTensor up = builder.Weight("up", TensorType.F32, new(Width, Inner));
            GraphTensor down = builder.Weight("down", TensorType.F32, new(Inner, Width));
            GraphTensor normed = builder.Mul(builder.RmsNorm(Input, 1e-5f), normWeight);
            GraphTensor hidden = builder.Glu(builder.MulMat(gate, normed), builder.MulMat(up, normed), GluOp.SwiGlu);
            Output = builder.Add(builder.MulMat(down, hidden), Input);
            builder.Output(Output);
            GraphTensor[] weights = [normWeight, gate, up, down];
            buffer = device.Allocate(weights.Sum(w => w.Shape.Product.Constant) * sizeof(float));
            TensorBindings bindings = new();
            long offset = 0;
            foreach (GraphTensor weight in weights)
            {
                float[] values = TestData.Floats(weight.Shape.Product.Constant, weight.Id, 0.3f);
                buffer.Write(offset, MemoryMarshal.AsBytes<float>(values));
                bindings.Bind(weight, buffer, offset);
                offset += values.Length * sizeof(float);
            }

            Program = device.Compile(builder.Build(), bindings, Maximum);
        }

        internal GraphTensor Input { get; }

        internal GraphTensor Output { get; }

        internal IProgram Program { get; }

        internal float[] Run(SymbolValues symbols, float[] input)
        {
            float[] result = new float[input.Length];
            Step(symbols, MemoryMarshal.AsBytes<float>(input), MemoryMarshal.AsBytes(result.AsSpan()));
            return result;
        }

        internal void Step(SymbolValues symbols, ReadOnlySpan<byte> input, Span<byte> output)
        {
            Program.Write(Input, input);
            Program.Run(symbols);
            Program.Read(Output, 0, output);
        }

        public void Dispose()
        {
            Program.Dispose();
            buffer.Dispose();
            device.Dispose();
        }
    }
}

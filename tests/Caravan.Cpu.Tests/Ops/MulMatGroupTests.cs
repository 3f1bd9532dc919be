// Several products of the same activations, which a program runs as one step.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public class MulMatGroupTests
{
    private const int Width = 256;

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Grouped_products_have_the_bits_of_single_ones(int tokens)
    {
        (TensorType Type, int Rows)[] weights =
        [
            (TensorType.Q8_0, 320),
            (TensorType.Q4_0, 96),
            (TensorType.Q8_0, 64),
            (TensorType.F16, 130),
        ];
        float[] x = TestData.Floats(Width * tokens, 1);
        float[][] together = Run(weights, x, tokens, expectedSteps: 1);
        for (int i = 0; i < weights.Length; i++)
        {
            Assert.Equal(Run([weights[i]], x, tokens, expectedSteps: 1)[0], together[i]);
        }
    }

    [Fact]
    public void Gate_and_up_of_experts_run_as_one_step_with_the_same_bits()
    {
        const int experts = 6;
        const int used = 2;
        const int tokens = 19;
        const int rows = 48;
        float[][] weights = [TestData.Floats(Width * rows * experts, 1), TestData.Floats(Width * rows * experts, 2)];
        float[] x = TestData.Floats(Width * tokens, 3);
        int[] ids = TestData.Integers(used * tokens, 4, experts);
        GraphBuilder builder = new();
        GraphTensor input = builder.Input("x", TensorType.F32, Extents.Shape(Width, 1, tokens));
        GraphTensor chosen = builder.Input("ids", TensorType.I32, Extents.Shape(used, tokens));
        GraphTensor gate = builder.Weight("gate", TensorType.F32, new(Width, rows, experts));
        GraphTensor up = builder.Weight("up", TensorType.F32, new(Width, rows, experts));
        GraphTensor[] products = [builder.MulMatId(gate, input, chosen), builder.MulMatId(up, input, chosen)];
        builder.Output(products[0]);
        builder.Output(products[1]);
        using CpuDevice device = new(3);
        using IDeviceBuffer buffer = device.Allocate(2L * weights[0].Length * sizeof(float));
        TensorBindings bindings = new();
        buffer.Write(0, MemoryMarshal.AsBytes<float>(weights[0]));
        buffer.Write(buffer.Bytes / 2, MemoryMarshal.AsBytes<float>(weights[1]));
        bindings.Bind(gate, buffer, 0);
        bindings.Bind(up, buffer, buffer.Bytes / 2);
        using CpuProgram program = (CpuProgram)device.Compile(builder.Build(), bindings, default);
        Assert.Equal(1, program.StepCount);
        program.Write(input, MemoryMarshal.AsBytes<float>(x));
        program.Write(chosen, MemoryMarshal.AsBytes<int>(ids));
        program.Run(default);
        for (int i = 0; i < 2; i++)
        {
            float[] actual = new float[rows * used * tokens];
            program.Read(products[i], 0, MemoryMarshal.AsBytes(actual.AsSpan()));
            OpRun alone = new();
            GraphTensor product = alone.Builder.MulMatId(
                alone.F32(weights[i], Width, rows, experts),
                alone.F32(x, Width, 1, tokens),
                alone.I32(ids, used, tokens)
            );
            Assert.Equal(alone.Floats(product), actual);
        }
    }

    private static float[][] Run((TensorType Type, int Rows)[] weights, float[] x, int tokens, int expectedSteps)
    {
        GraphBuilder builder = new();
        GraphTensor input = builder.Input("x", TensorType.F32, Extents.Shape(Width, Extent.Tokens));
        using CpuDevice device = new(3);
        TensorBindings bindings = new();
        List<IDeviceBuffer> buffers = [];
        List<GraphTensor> products = [];
        foreach ((TensorType type, int rows) in weights)
        {
            GraphTensor weight = builder.Weight($"{type}-{rows}", type, new(Width, rows));
            byte[] bytes = new byte[TensorTypes.Get(type).RowBytes(Width) * rows];
            for (int row = 0; row < rows; row++)
            {
                Span<byte> place = bytes.AsSpan(row * bytes.Length / rows, bytes.Length / rows);
                Quantizer.QuantizeRow(type, TestData.Floats(Width, row), place);
            }

            IDeviceBuffer buffer = device.Allocate(bytes.Length);
            buffer.Write(0, bytes);
            bindings.Bind(weight, buffer, 0);
            buffers.Add(buffer);
            products.Add(builder.MulMat(weight, input));
            builder.Output(products[^1]);
        }

        using CpuProgram program = (CpuProgram)device.Compile(builder.Build(), bindings, new SymbolValues(16, 0, 0));
        Assert.Equal(expectedSteps, program.StepCount);
        program.Write(input, MemoryMarshal.AsBytes<float>(x));
        program.Run(new SymbolValues(tokens, 0, 0));
        float[][] results = new float[weights.Length][];
        for (int i = 0; i < weights.Length; i++)
        {
            results[i] = new float[weights[i].Rows * tokens];
            program.Read(products[i], 0, MemoryMarshal.AsBytes(results[i].AsSpan()));
        }

        buffers.ForEach(buffer => buffer.Dispose());
        return results;
    }
}

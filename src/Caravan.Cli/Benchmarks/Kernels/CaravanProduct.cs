// A measurement's products on our device.
using System.Runtime.InteropServices;
using Caravan.Cpu;
using Caravan.Graph;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>A program compiled and run as those of models are.</summary>
internal sealed unsafe class CaravanProduct : IKernelRun
{
    private readonly KernelGraph graph;
    private readonly IDeviceBuffer buffer;
    private readonly IProgram program;
    private readonly SymbolValues symbols;

    /// <summary>Compiles the program and gives it activations.</summary>
    /// <param name="device">The device.</param>
    /// <param name="weights">Weights that outlive this.</param>
    /// <param name="test">The case.</param>
    /// <param name="values">A value for each element of an input.</param>
    internal CaravanProduct(CpuDevice device, KernelWeights weights, KernelCase test, float[] values)
    {
        graph = new KernelGraph(test);
        symbols = new SymbolValues(test.Columns, 0, 0);
        buffer = device.Import(weights.Pointer, weights.Bytes)!;
        TensorBindings bindings = new();
        foreach ((GraphTensor weight, KernelMatrix matrix) in graph.Weights.Zip(weights.Matrices))
        {
            bindings.Bind(weight, buffer, matrix.Offset);
        }

        program = device.Compile(graph.Graph, bindings, symbols);
        graph.Inputs.ForEach(input => program.Write(input, MemoryMarshal.AsBytes(values.AsSpan())));
    }

    /// <inheritdoc/>
    public void Run() => program.Run(symbols);

    /// <inheritdoc/>
    public void Rest() { }

    /// <inheritdoc/>
    public void Read(Span<float> result) => program.Read(graph.Output, 0, MemoryMarshal.AsBytes(result));

    /// <inheritdoc/>
    public void Dispose()
    {
        program.Dispose();
        buffer.Dispose();
    }
}

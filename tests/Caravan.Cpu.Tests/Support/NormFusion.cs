// Runs a norm times a weight as a program and counts its steps.
using System.Runtime.InteropServices;
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

internal sealed class NormFusion(OpRun run, GraphTensor weight, float[] weightValues, float[] inputValues)
{
    internal float[] Run(GraphTensor output, int expectedSteps)
    {
        run.Builder.Output(output);
        Graph.Graph graph = run.Builder.Build();
        using CpuDevice device = new(2);
        using IDeviceBuffer buffer = device.Allocate(weightValues.Length * sizeof(float));
        buffer.Write(0, MemoryMarshal.AsBytes<float>(weightValues));
        TensorBindings bindings = new();
        bindings.Bind(weight, buffer, 0);
        using CpuProgram program = (CpuProgram)device.Compile(graph, bindings, default);
        Assert.Equal(expectedSteps, program.StepCount);
        program.Write(graph.Leaves(TensorRole.Input).Single(), MemoryMarshal.AsBytes<float>(inputValues));
        program.Run(default);
        float[] result = new float[inputValues.Length];
        program.Read(output, 0, MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }
}

// A program that notes its calls.
using Caravan.Graph;

namespace Caravan.Engine.Tests;

/// <summary>Passes on to a program of the CPU.</summary>
internal sealed class RecordingProgram(string device, IProgram program, List<DeviceCall> calls) : IProgram
{
    public long ScratchBytes => program.ScratchBytes;

    public void Write(GraphTensor input, ReadOnlySpan<byte> source)
    {
        calls.Add(new DeviceCall(device, nameof(Write), input.Name, source.Length));
        program.Write(input, source);
    }

    public void Run(in SymbolValues symbols)
    {
        calls.Add(new DeviceCall(device, nameof(Run), "", 0));
        program.Run(symbols);
    }

    public void Read(GraphTensor output, long offset, Span<byte> destination)
    {
        calls.Add(new DeviceCall(device, nameof(Read), output.Name, destination.Length));
        program.Read(output, offset, destination);
    }

    public void Dispose() => program.Dispose();
}

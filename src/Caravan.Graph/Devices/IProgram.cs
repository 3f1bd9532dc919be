// A graph compiled for one device.
namespace Caravan.Graph;

/// <summary>A compiled graph. Writing inputs, running and reading outputs allocate nothing.</summary>
public interface IProgram : IDisposable
{
    /// <summary>Bytes of memory the program holds besides weights and states: the compute buffer.</summary>
    long ScratchBytes { get; }

    /// <summary>Sets an input's bytes, from its start; at most as many as it has at the maximum symbols.</summary>
    void Write(GraphTensor input, ReadOnlySpan<byte> source);

    /// <summary>
    /// Runs the graph once. Inputs must have been written for these symbols. A device elsewhere may return before it is done;
    /// reading waits for it.
    /// </summary>
    /// <exception cref="DeviceException">The device failed or a symbol exceeds its maximum.</exception>
    void Run(in SymbolValues symbols);

    /// <summary>Reads bytes of an output of the last run, waiting for the run where the device is elsewhere.</summary>
    void Read(GraphTensor output, long offset, Span<byte> destination);

    /// <summary>
    /// Reads several outputs of the last run into parts of one buffer. A device elsewhere asks for all of them before it waits
    /// for the first, so that they cost one round trip.
    /// </summary>
    void Read(ReadOnlySpan<OutputRead> reads, Span<byte> destination)
    {
        foreach (OutputRead read in reads)
        {
            Read(read.Output, 0, destination.Slice(read.Start, read.Bytes));
        }
    }
}

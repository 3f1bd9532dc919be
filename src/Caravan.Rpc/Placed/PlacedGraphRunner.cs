// Runs the graphs that a ggml client sends for one device of one connection.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// Turns each GRAPH_COMPUTE into a program of the device and runs it. Programs are kept by structure, so that a graph which
/// differs from an earlier one by places and extents only is rebound, not compiled; that allocates nothing. Not safe for
/// several threads at once.
/// </summary>
public sealed class PlacedGraphRunner : IDisposable
{
    private readonly IDevice device;
    private readonly Dialect dialect;
    private readonly IPlaceResolver buffers;
    private readonly ParsedGraph parsed;
    private readonly StructureKey key = new();
    private readonly ProgramCache programs = new();
    private KeptProgram? last;
    private bool disposed;

    /// <summary>Creates the runner of one device of one connection.</summary>
    /// <param name="device">The device; the caller keeps it.</param>
    /// <param name="dialect">What the client speaks.</param>
    /// <param name="buffers">The connection's buffers, all of this device.</param>
    public PlacedGraphRunner(IDevice device, Dialect dialect, IPlaceResolver buffers)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(buffers);
        this.device = device;
        this.dialect = dialect;
        this.buffers = buffers;
        parsed = new ParsedGraph(dialect);
    }

    /// <summary>What was done so far.</summary>
    public PlacedGraphCounts Counts { get; private set; }

    /// <summary>Runs a graph to its end.</summary>
    /// <param name="message">The payload of GRAPH_COMPUTE, from the device number on.</param>
    /// <exception cref="PlacedGraphException">
    /// The graph is malformed or cannot be run, in one line; buffers may hold partial results, nothing else was touched.
    /// </exception>
    public void Compute(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        last = null;
        GraphMessage graph = new(message, dialect);
        KeptProgram program = Prepare(graph);
        Run(program);
        last = program;
    }

    /// <summary>Runs the last graph again, on what its buffers hold now.</summary>
    /// <exception cref="PlacedGraphException">There is no last graph, it failed, or a buffer of it was freed since.</exception>
    public void Recompute()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        KeptProgram program =
            last
            ?? throw new PlacedGraphException(
                $"{dialect.Name}: there is no graph to run again: none ran to its end since its buffers were allocated"
            );
        last = null;
        Run(program);
        last = program;
        Counts = Counts with { Recomputed = Counts.Recomputed + 1 };
    }

    /// <summary>Must be called before a buffer is disposed: whatever was kept of its places is dropped.</summary>
    public void Forget(IDeviceBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (programs.Forget(buffer, last))
        {
            last = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        last = null;
        programs.Dispose();
    }

    private KeptProgram Prepare(in GraphMessage message)
    {
        if (programs.Update(message) is { } same)
        {
            Counts = Counts with { Same = Counts.Same + 1 };
            return same;
        }

        parsed.Parse(message);
        foreach (int position in parsed.Executed)
        {
            RaiseTable.Of(parsed.Op(position)).Prepare?.Invoke(parsed, position);
        }

        key.Build(parsed);
        if (programs.Find(key) is { } known)
        {
            Counts = Counts with { Rebound = Counts.Rebound + 1 };
            known.Adopt(message);
            return known;
        }

        RaisedGraph raised = Raising.Run(parsed);
        KeptProgram kept = new(message, parsed, key, raised.Derived, Compile(raised), buffers);
        Counts = Counts with { Compiled = Counts.Compiled + 1 };
        kept.Adopt(message);
        programs.Add(kept);
        return kept;
    }

    private IPlacedProgram? Compile(RaisedGraph raised)
    {
        if (raised.Graph is not { } placed)
        {
            return null;
        }

        foreach (GraphTensor tensor in placed.Graph.Tensors)
        {
            if (!tensor.IsViewOp)
            {
                CheckSupport(tensor, raised.Origins[tensor.Id]);
            }
        }

        try
        {
            return device.CompilePlaced(placed);
        }
        catch (Exception exception) when (exception is DeviceException or GraphException or TensorFormatException)
        {
            throw new PlacedGraphException($"{dialect.Name}: {exception.Message}", exception);
        }
    }

    private void CheckSupport(GraphTensor tensor, int origin)
    {
        string? reason;
        try
        {
            reason = device.WhyUnsupported(tensor);
        }
        catch (Exception exception) when (exception is DeviceException or GraphException or TensorFormatException)
        {
            reason = exception.Message;
        }

        if (reason is not null)
        {
            throw parsed.Refusal(origin, reason);
        }
    }

    private void Run(KeptProgram program)
    {
        try
        {
            program.Run();
        }
        catch (Exception exception) when (exception is DeviceException or GraphException or TensorFormatException)
        {
            throw new PlacedGraphException($"{dialect.Name}: {exception.Message}", exception);
        }
    }
}

// A graph compiled for a worker's device.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>
/// Inputs are collected; a run sends what changed of them and the graph, or the request to run the stored one again, in one
/// go and returns. Reading an output is the only wait.
/// </summary>
internal sealed class RpcProgram : IProgram
{
    private readonly RpcDevice device;
    private readonly Graph.Graph graph;
    private readonly SymbolValues maximum;
    private readonly RpcBuffer? compute;
    private readonly WirePlace[] places;
    private readonly ProgramInput?[] inputs;
    private readonly EncodedGraph message;

    /// <summary>Plans the compute buffer for what has no place yet and encodes the graph.</summary>
    /// <exception cref="DeviceException">There is not enough memory, or the worker would not run the graph.</exception>
    internal RpcProgram(RpcDevice device, Graph.Graph graph, TensorBindings bindings, SymbolValues maximum)
    {
        this.device = device;
        this.graph = graph;
        this.maximum = maximum;
        foreach (GraphTensor tensor in graph.Tensors)
        {
            if (device.WhyUnsupported(tensor) is { } reason)
            {
                throw new DeviceException($"{device.Info.Name} cannot run {tensor.Name} ({tensor.Op}): {reason}");
            }
        }

        places = new WirePlace[graph.Tensors.Length];
        inputs = new ProgramInput?[graph.Tensors.Length];
        MemoryPlan plan = MemoryPlanner.Plan(
            graph,
            maximum,
            device.Alignment,
            t => bindings.TryGet(t) is not null,
            t => device.AllocationBytes(t, maximum)
        );
        HashSet<int> paddedMasks = MaskRows.Padded(graph, device.Server.Dialect);
        long slack = paddedMasks
            .Select(id => graph.Tensors[id].Strides.E1.Evaluate(maximum) * MaskRows.Pad(1))
            .DefaultIfEmpty(0)
            .Max();
        compute = plan.TotalBytes > 0 ? (RpcBuffer)device.Allocate(plan.TotalBytes + slack) : null;
        try
        {
            foreach (GraphTensor tensor in graph.Tensors.Where(t => t.ViewSource is null))
            {
                Place(tensor, bindings, plan);
            }

            message = new EncodedGraph(graph, device.Server.Dialect, device.Index, places);
        }
        catch
        {
            compute?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public long ScratchBytes => compute?.Bytes ?? 0;

    /// <inheritdoc/>
    public void Write(GraphTensor input, ReadOnlySpan<byte> source)
    {
        ArgumentNullException.ThrowIfNull(input);
        ProgramInput target =
            inputs[input.Id]
            ?? throw new ArgumentException($"{input.Name} is a {input.Role}, not an input", nameof(input));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, target.MaximumBytes);
        target.Write(source);
    }

    /// <inheritdoc/>
    public void Run(in SymbolValues symbols)
    {
        if (
            symbols.Tokens > maximum.Tokens
            || symbols.CacheLength > maximum.CacheLength
            || symbols.Outputs > maximum.Outputs
        )
        {
            throw new DeviceException($"the program was planned for {maximum}, asked to run {symbols}");
        }

        message.Update(symbols);
        MoveCopies(symbols);
        RpcConnection connection = device.Server.Connection;
        lock (connection.Gate)
        {
            bool wasLast = device.LastProgram == this;
            foreach (ProgramInput? input in inputs)
            {
                if (input is not null)
                {
                    Send(input, wasLast);
                }
            }

            if (wasLast && device.LastVersion == message.Version)
            {
                BinaryPrimitives.WriteInt32LittleEndian(
                    connection.Begin(RpcCommand.RecomputeGraph, sizeof(int), sizeof(int)),
                    device.Index
                );
            }
            else
            {
                ReadOnlySpan<byte> bytes = message.Bytes;
                bytes.CopyTo(connection.Begin(RpcCommand.ComputeGraph, bytes.Length, bytes.Length));
            }

            connection.Flush();
            device.LastProgram = this;
            device.LastVersion = message.Version;
        }
    }

    /// <inheritdoc/>
    public void Read(GraphTensor output, long offset, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        WirePlace place = PlaceOf(output);
        place.Buffer.Read(place.Offset + offset, destination);
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<OutputRead> reads, Span<byte> destination)
    {
        RpcConnection connection = device.Server.Connection;
        lock (connection.Gate)
        {
            foreach (OutputRead read in reads)
            {
                WirePlace place = PlaceOf(read.Output);
                place.Buffer.BeginRead(place.Offset, read.Bytes);
            }

            // The requests are small: the worker can take all of them while it sends the first answer.
            connection.Flush();
            foreach (OutputRead read in reads)
            {
                connection.Receive(RpcCommand.GetTensor, destination.Slice(read.Start, read.Bytes));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (device.Server.Connection.Gate)
        {
            if (device.LastProgram == this)
            {
                // The worker still stores a graph over buffers that are freed now.
                device.LastProgram = null;
            }
        }

        compute?.Dispose();
    }

    // Where the bytes of an output, or of a view of one, begin.
    private WirePlace PlaceOf(GraphTensor output)
    {
        WirePlace place = places[(output.ViewSource ?? output).Id];
        return output.ViewSource is null ? place : place with { Offset = place.Offset + output.ViewOffset.Constant };
    }

    private void Place(GraphTensor tensor, TensorBindings bindings, MemoryPlan plan)
    {
        bool needsBinding = tensor.Role is TensorRole.Weight or TensorRole.State;
        if (needsBinding || bindings.TryGet(tensor) is not null)
        {
            (IDeviceBuffer buffer, long offset) = bindings[tensor];
            RpcBuffer own =
                buffer as RpcBuffer
                ?? throw new DeviceException(
                    $"{tensor.Name} lies in a buffer of another device than {device.Info.Name}"
                );
            places[tensor.Id] = new WirePlace(own, offset);
        }
        else
        {
            places[tensor.Id] = new WirePlace(compute!, plan.OffsetOf(tensor));
        }

        if (tensor.Role == TensorRole.Input)
        {
            inputs[tensor.Id] = new ProgramInput(places[tensor.Id], Footprint.Bytes(tensor, maximum));
        }
    }

    // Bytes sent before are still there when nothing else ran on the device since: other programs may share the place.
    private void Send(ProgramInput input, bool wasLast)
    {
        if (!wasLast)
        {
            input.Forget();
        }

        ReadOnlySpan<byte> changed = input.Changed;
        if (changed.Length > 0)
        {
            WirePlace place = input.Place;
            changed.CopyTo(place.Buffer.BeginWrite(place.Offset + input.ChangedFrom, changed.Length, changed.Length));
            input.Sent();
        }
    }

    private void MoveCopies(in SymbolValues symbols)
    {
        foreach (CacheCopyNode copy in message.Copies)
        {
            GraphTensor rows = copy.Node.Source(1);
            if (inputs[rows.Id]!.Written.Length != rows.Shape.E0.Evaluate(symbols) * sizeof(long))
            {
                throw new DeviceException(
                    $"{device.Info.Name} stores a cache of type {copy.Node.Type} only where the rows' numbers are given to the same program; use another cache type, such as F16 or Q8_0"
                );
            }

            ReadOnlySpan<long> numbers = MemoryMarshal.Cast<byte, long>(inputs[rows.Id]!.Written);
            for (int i = 1; i < numbers.Length; i++)
            {
                if (numbers[i] != numbers[0] + i)
                {
                    throw new DeviceException(
                        $"{device.Info.Name} stores a cache of type {copy.Node.Type} only in rows that follow one another; use another cache type, such as F16 or Q8_0"
                    );
                }
            }

            message.SetCopyRow(copy, numbers[0]);
        }
    }
}

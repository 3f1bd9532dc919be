// Requests that compute.
using System.Buffers.Binary;
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>Runs graphs, one at a time on each device, clients in the order in which they ask.</summary>
internal sealed class GraphRequests : IDisposable
{
    private readonly WorkerServices services;
    private readonly Dialect dialect;
    private readonly BufferTable buffers;
    private readonly WeightRecorder? recorder;
    private readonly PlacedGraphRunner?[] runners;

    internal GraphRequests(WorkerServices services, Dialect dialect, BufferTable buffers, WeightRecorder? recorder)
    {
        this.services = services;
        this.dialect = dialect;
        this.buffers = buffers;
        this.recorder = recorder;
        runners = new PlacedGraphRunner?[services.Devices.Length];
    }

    /// <summary>GRAPH_COMPUTE.</summary>
    /// <exception cref="BadFrameException">The graph cannot be run.</exception>
    internal void Compute(ReadOnlySpan<byte> graph)
    {
        if (graph.Length < RequestLengths.GraphHeader)
        {
            throw new BadFrameException($"a graph of {graph.Length} bytes, fewer than its device and count take");
        }

        uint number = BinaryPrimitives.ReadUInt32LittleEndian(graph);
        WorkerDevice device = services.Device(number);
        PlacedGraphRunner runner = runners[number] ??= new PlacedGraphRunner(
            device.Device,
            dialect,
            new DeviceBuffers(buffers, device)
        );
        device.Turns.Enter();
        try
        {
            runner.Compute(graph);
        }
        catch (Exception problem) when (problem is PlacedGraphException or DeviceException)
        {
            throw new BadFrameException(problem.Message, problem);
        }
        finally
        {
            device.Turns.Exit();
        }

        services.Counters.AddGraph();
        recorder?.Computed(graph);
    }

    /// <summary>GRAPH_RECOMPUTE.</summary>
    /// <exception cref="BadFrameException">There is no graph to run again, or it cannot be run.</exception>
    internal void Recompute(uint number)
    {
        WorkerDevice device = services.Device(number);
        if (runners[number] is not { } runner)
        {
            throw new BadFrameException($"no graph was sent to device {number} that could be run again");
        }

        device.Turns.Enter();
        try
        {
            runner.Recompute();
        }
        catch (Exception problem) when (problem is PlacedGraphException or DeviceException)
        {
            throw new BadFrameException(problem.Message, problem);
        }
        finally
        {
            device.Turns.Exit();
        }

        services.Counters.AddGraph();
    }

    /// <summary>Must be called before a buffer is freed.</summary>
    internal void Forget(WorkerBuffer buffer)
    {
        foreach (PlacedGraphRunner? runner in runners)
        {
            runner?.Forget(buffer.DeviceBuffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PlacedGraphRunner? runner in runners)
        {
            runner?.Dispose();
        }
    }
}

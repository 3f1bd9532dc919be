// Plays damaged exchanges to the worker and looks for anything but service or an orderly refusal.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>
/// Fuzzes the worker in memory, whole connections at a time: frames, requests, graphs and the ops that they run. Mutant number
/// <c>i</c> of a seed is always damaged in the same way, so a finding can be made again from two numbers. Buffers lie between
/// inaccessible pages where the system has them: an op that leaves its buffer stops the process.
/// </summary>
public static class RpcFuzz
{
    // Memory for all buffers of a connection: what damaged sizes ask for beyond it has to be refused.
    private const long MostBufferBytes = 64 << 20;

    /// <summary>Plays mutants <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1.</summary>
    /// <param name="device">Computes, in memory of this process; the caller keeps it.</param>
    /// <param name="script">The exchange to damage.</param>
    /// <param name="seed">Chooses the mutants.</param>
    /// <param name="count">Number of mutants.</param>
    /// <param name="first">Number of the first mutant, not negative.</param>
    /// <param name="progress">Told the number of mutants played, now and then.</param>
    /// <param name="cancellation">Ends the run early; what was found so far is returned.</param>
    public static RpcFuzzResult Run(
        IDevice device,
        RpcFuzzScript script,
        ulong seed,
        long count,
        long first = 0,
        Action<long>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(script);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        const int reportEvery = 1_000;
        using GuardedDevice guarded = new(device);
        using WorkerHost host = Host(guarded);
        FuzzTransport transport = new(script);
        RpcFuzzResult result = new();
        for (long index = first; index - first < count && !cancellation.IsCancellationRequested; index++)
        {
            transport.Begin(seed, index);
            Play(host, transport, index, result);
            if (progress is not null && result.Mutants % reportEvery == 0)
            {
                progress(result.Mutants);
            }
        }

        return result;
    }

    /// <summary>Plays the exchange undamaged.</summary>
    /// <returns>How the connection ended; <see cref="ConnectionEndKind.Left"/> when all of it was served.</returns>
    public static ConnectionEnd PlayUndamaged(IDevice device, RpcFuzzScript script)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(script);
        using GuardedDevice guarded = new(device);
        using WorkerHost host = Host(guarded);
        FuzzTransport transport = new(script);
        transport.Begin(seed: 0, index: -1);
        return host.Serve(transport);
    }

    private static WorkerHost Host(GuardedDevice device) =>
        new(new WorkerOptions { MemoryLimits = [MostBufferBytes] }, [device]);

    private static void Play(WorkerHost host, FuzzTransport transport, long index, RpcFuzzResult result)
    {
        ConnectionEnd end;
        try
        {
            end = host.Serve(transport);
        }
        // Whatever it is, it is what the run looks for.
#pragma warning disable CA1031
        catch (Exception problem)
#pragma warning restore CA1031
        {
            result.Add(index, problem.ToString(), failed: true);
            return;
        }

        switch (end.Kind)
        {
            case ConnectionEndKind.Left:
                result.Served++;
                break;
            case ConnectionEndKind.Refused:
                result.Refused++;
                break;
            default:
                result.Add(index, end.Reason ?? "a fault without a reason", failed: true);
                break;
        }

        WorkerStatistics left = host.Statistics;
        if (left.Buffers != 0 || left.BufferBytes != 0 || left.Connections != 0)
        {
            result.Add(index, $"{left.Buffers} buffers of {left.BufferBytes} bytes outlived their connection");
        }
    }
}

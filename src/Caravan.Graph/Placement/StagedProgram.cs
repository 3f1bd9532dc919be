// A graph that several devices run together.
using System.Diagnostics;

namespace Caravan.Graph;

/// <summary>
/// Stages compiled for their devices. A run issues stage after stage; a value that crosses is read as late as its first user
/// allows, so devices elsewhere work side by side and beside this one. Running allocates nothing. Not safe for use by several
/// threads at once.
/// </summary>
public sealed class StagedProgram : IProgram
{
    private readonly StagePlan plan;
    private readonly IProgram[] programs;
    private readonly SharedMemory shared;
    private readonly StageAccount account;
    private readonly Dictionary<int, StageInput[]> inputs;
    private readonly Dictionary<int, StageTensor> outputs;

    // What has to be read before each stage runs.
    private readonly CrossingGroup[][] crossings;

    // Crossing bytes rest here between their reading and their writing. Pinned: sockets read from it and write into it.
    private readonly byte[] staging;

    private StagedProgram(
        StagePlan plan,
        IProgram[] programs,
        SharedMemory shared,
        StageAccount account,
        byte[] staging
    )
    {
        this.plan = plan;
        this.programs = programs;
        this.shared = shared;
        this.account = account;
        this.staging = staging;
        inputs = plan.Inputs.GroupBy(i => i.Input.Id).ToDictionary(g => g.Key, g => g.ToArray());
        outputs = plan.Outputs.ToDictionary(o => o.Output.Id, o => o.From);
        crossings =
        [
            .. plan.Stages.Select(
                (_, stage) =>
                    plan
                        .Transfers.Where(t => t.Before == stage)
                        .GroupBy(t => t.From.Stage)
                        .OrderBy(g => g.Key)
                        .Select(g => new CrossingGroup(g.Key, [.. g]))
                        .ToArray()
            ),
        ];
    }

    /// <summary>Bytes of the compute buffers of all stages and of the values they share.</summary>
    public long ScratchBytes => programs.Sum(p => p.ScratchBytes) + shared.Bytes;

    /// <summary>Compiles every stage for its device.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="devices">The devices, by index; not disposed with the program.</param>
    /// <param name="home">Index of the device of this process.</param>
    /// <param name="places">Place of each weight and state leaf of the whole graph on the device with the given index.</param>
    /// <param name="maximum">Largest symbol values.</param>
    /// <param name="ledger">Told what each step cost, or null.</param>
    /// <exception cref="DeviceException">A device lacks an op or memory; the message names the device.</exception>
    public static StagedProgram Compile(
        StagePlan plan,
        IReadOnlyList<IDevice> devices,
        int home,
        Func<GraphTensor, int, (IDeviceBuffer Buffer, long Offset)> places,
        SymbolValues maximum,
        IStepLedger? ledger = null
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentNullException.ThrowIfNull(places);
        TensorBindings[] bindings = [.. plan.Stages.Select(_ => new TensorBindings())];
        SharedMemory shared = new(plan, devices, bindings, maximum);
        List<IProgram> programs = [];
        try
        {
            for (int i = 0; i < plan.Stages.Length; i++)
            {
                Stage stage = plan.Stages[i];
                foreach ((GraphTensor whole, GraphTensor here) in stage.Leaves)
                {
                    (IDeviceBuffer buffer, long offset) = places(whole, stage.Device);
                    bindings[i].Bind(here, buffer, offset);
                }

                programs.Add(CompileStage(stage, devices[stage.Device], bindings[i], maximum));
            }
        }
        catch
        {
            programs.ForEach(p => p.Dispose());
            shared.Dispose();
            throw;
        }

        long largest = plan
            .Transfers.GroupBy(t => (t.Before, t.From.Stage))
            .Select(g => g.Sum(t => ValueFlow.DenseBytes(t.From.Tensor, maximum)))
            .DefaultIfEmpty()
            .Max();
        byte[] staging = GC.AllocateUninitializedArray<byte>(checked((int)largest), pinned: true);
        return new StagedProgram(plan, [.. programs], shared, new StageAccount(ledger, devices.Count, home), staging);
    }

    /// <inheritdoc/>
    public void Write(GraphTensor input, ReadOnlySpan<byte> source)
    {
        ArgumentNullException.ThrowIfNull(input);
        account.Close();
        if (!inputs.TryGetValue(input.Id, out StageInput[]? places))
        {
            if (input.Role != TensorRole.Input || input.ViewSource is not null)
            {
                throw new ArgumentException($"{input.Name} is a {input.Role}, not an input", nameof(input));
            }

            return;
        }

        foreach (StageInput place in places)
        {
            programs[place.Into.Stage].Write(place.Into.Tensor, source);
            account.Sent(place.Device, source.Length);
        }
    }

    /// <inheritdoc/>
    public void Run(in SymbolValues symbols)
    {
        account.Close();
        account.Running(symbols);
        for (int stage = 0; stage < programs.Length; stage++)
        {
            foreach (CrossingGroup group in crossings[stage])
            {
                Move(group, symbols);
            }

            long started = Stopwatch.GetTimestamp();
            programs[stage].Run(symbols);
            account.Ran(plan.Stages[stage].Device, started);
        }
    }

    /// <inheritdoc/>
    public void Read(GraphTensor output, long offset, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!outputs.TryGetValue(output.Id, out StageTensor from))
        {
            throw new ArgumentException($"{output.Name} is no output of the graph", nameof(output));
        }

        long started = Stopwatch.GetTimestamp();
        programs[from.Stage].Read(from.Tensor, offset, destination);
        account.Received(plan.Stages[from.Stage].Device, 1, destination.Length, started);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        account.Close();
        foreach (IProgram program in programs)
        {
            program.Dispose();
        }

        shared.Dispose();
    }

    private static IProgram CompileStage(Stage stage, IDevice device, TensorBindings bindings, in SymbolValues maximum)
    {
        foreach (GraphTensor node in stage.Graph.Tensors)
        {
            if (!node.IsViewOp && device.WhyUnsupported(node) is { } reason)
            {
                throw new DeviceException(
                    $"{device.Info.Name} cannot run {node.Name} ({node.Op}): {reason}; give its weights another device, for example with -ot"
                );
            }
        }

        return device.Compile(stage.Graph, bindings, maximum);
    }

    private void Move(CrossingGroup group, in SymbolValues symbols)
    {
        ReadOnlySpan<OutputRead> reads = group.Reads(symbols, out int bytes);
        long started = Stopwatch.GetTimestamp();
        programs[group.FromStage].Read(reads, staging.AsSpan(0, bytes));
        account.Received(plan.Stages[group.FromStage].Device, reads.Length, bytes, started);
        for (int i = 0; i < reads.Length; i++)
        {
            foreach (StageTensor to in group.Transfers[i].To)
            {
                programs[to.Stage].Write(to.Tensor, staging.AsSpan(reads[i].Start, reads[i].Bytes));
                account.Sent(plan.Stages[to.Stage].Device, reads[i].Bytes);
            }
        }
    }
}

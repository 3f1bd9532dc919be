// A graph compiled for the CPU.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>A compiled graph: steps over tensor views, run in order by one of the device's thread teams.</summary>
internal sealed unsafe class CpuProgram : IProgram
{
    private readonly ThreadTeam team;
    private readonly ThreadTeam batchTeam;
    private readonly SymbolValues maximum;
    private readonly TensorPlaces places;
    private readonly Scratch scratch;
    private readonly StepContext context;
    private readonly Step[] steps;
    private SymbolValues? bound;
    private bool disposed;

    internal CpuProgram(
        Graph.Graph graph,
        TensorBindings bindings,
        in SymbolValues maximum,
        ThreadTeam team,
        ThreadTeam batchTeam
    )
    {
        this.team = team;
        this.batchTeam = batchTeam;
        int threads = Math.Max(team.Size, batchTeam.Size);
        this.maximum = maximum;
        GraphValidator.Validate(graph, maximum);
        places = new TensorPlaces(graph, bindings, maximum);
        scratch = new Scratch(threads);
        context = new StepContext(places.Views, scratch, threads);
        try
        {
            places.Evaluate(maximum);
            steps = StepFactory.Create(graph, context);
            LinkReaders(steps);
            Bind(maximum);
            scratch.Allocate();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public long ScratchBytes => places.ComputeBytes + scratch.Bytes;

    /// <summary>Steps that a run takes, after fusion.</summary>
    internal int StepCount => steps.Length;

    /// <summary>What the threads that generate will read next.</summary>
    internal IdleFetch Upcoming => team.Upcoming;

    /// <inheritdoc/>
    public void Write(GraphTensor input, ReadOnlySpan<byte> source)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (input.Role != TensorRole.Input || input.ViewSource is not null)
        {
            throw new ArgumentException($"{input.Name} is a {input.Role}, not an input", nameof(input));
        }

        if (source.Length > places.MaximumBytes(input))
        {
            throw new ArgumentException(
                $"{source.Length} bytes for {input.Name}, which has {places.MaximumBytes(input)} at most",
                nameof(source)
            );
        }

        source.CopyTo(new Span<byte>(context.View(input)->Data, source.Length));
    }

    /// <inheritdoc/>
    public void Run(in SymbolValues symbols)
    {
        // One program of a device at a time: they share its threads.
        lock (team)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (bound != symbols)
            {
                CheckSymbols(symbols);
                bound = null;
                Bind(symbols);
            }

            context.RunNumber++;
            ThreadTeam runner = symbols.Tokens > 1 ? batchTeam : team;
            foreach (Step step in steps)
            {
                step.Run(runner);
            }
        }
    }

    /// <inheritdoc/>
    public void Read(GraphTensor output, long offset, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        TensorView* view = context.View(output);
        long bytes = Footprint.Bytes(
            output.Type,
            new(view->Ne0, view->Ne1, view->Ne2, view->Ne3),
            new(view->Nb0, view->Nb1, view->Nb2, view->Nb3)
        );
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, bytes - offset, nameof(destination));
        new ReadOnlySpan<byte>(view->Data + offset, destination.Length).CopyTo(destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (team)
        {
            disposed = true;
            places.Dispose();
            scratch.Dispose();
            foreach (RopeTable table in context.RopeTables.Values)
            {
                table.Dispose();
            }
        }
    }

    // Behind the last step comes the first one of the next run.
    private static void LinkReaders(Step[] steps)
    {
        IWeightReader? next = Array.Find(steps, step => step is IWeightReader) as IWeightReader;
        MulMatIdOp? successor = null;
        for (int i = steps.Length - 1; i >= 0; i--)
        {
            steps[i].NextReader = next != steps[i] ? next : null;
            if (steps[i] is MulMatIdOp experts)
            {
                experts.Successor = successor is not null && successor.ChoosesAs(experts) ? successor : null;
                successor = experts;
            }
            else if (steps[i] is IWeightReader reader)
            {
                next = reader;
                successor = null;
            }
        }
    }

    private void Bind(in SymbolValues symbols)
    {
        places.Evaluate(symbols);
        foreach (Step step in steps)
        {
            step.Bind();
        }

        bound = symbols;
    }

    private void CheckSymbols(in SymbolValues symbols)
    {
        bool fits =
            symbols.Tokens >= 0
            && symbols.CacheLength >= 0
            && symbols.Outputs >= 0
            && symbols.Tokens <= maximum.Tokens
            && symbols.CacheLength <= maximum.CacheLength
            && symbols.Outputs <= maximum.Outputs;
        if (!fits)
        {
            throw new DeviceException($"{symbols} is outside 0..{maximum}, for which the program was compiled");
        }
    }
}

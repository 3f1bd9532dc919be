// A placed graph compiled for the CPU.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// Steps over tensors that lie where a client put them. Each run takes up the places, binds again the steps whose tensors
/// changed their layout, and runs all by one of the device's thread teams.
/// </summary>
internal sealed unsafe class CpuPlacedProgram : IPlacedProgram
{
    private readonly ThreadTeam team;
    private readonly ThreadTeam batchTeam;
    private readonly PlacedMemory memory;
    private readonly PlacedViews views;
    private readonly Scratch scratch;
    private readonly StepContext context;
    private readonly PlacedStep[] steps;

    // Activations of products: their columns are the tokens of the batch.
    private readonly int[] activations;
    private bool isBound;
    private bool disposed;

    internal CpuPlacedProgram(PlacedGraph graph, ThreadTeam team, ThreadTeam batchTeam, PlacedMemory memory)
    {
        this.team = team;
        this.batchTeam = batchTeam;
        this.memory = memory;
        int threads = Math.Max(team.Size, batchTeam.Size);
        views = new PlacedViews(graph, memory.Tensors);
        scratch = new Scratch(threads);
        context = new StepContext(views.Views, scratch, threads);
        activations =
        [
            .. graph
                .Graph.Tensors.Where(tensor => tensor.Op == GraphOp.MulMat)
                .Select(tensor => tensor.Source(1).Id)
                .Distinct(),
        ];
        try
        {
            steps = PlacedStepFactory.Create(graph.Graph, context);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Steps that a run takes, after fusion.</summary>
    internal int StepCount => steps.Length;

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<PlacedTensor> places)
    {
        // One program of a device at a time: they share its threads and scratch memory.
        lock (team)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            try
            {
                views.Take(places);
                Bind();
                context.RunNumber++;
                ThreadTeam runner = IsBatch() ? batchTeam : team;
                foreach (PlacedStep step in steps)
                {
                    step.Run(runner);
                }
            }
            catch (Exception exception)
                when (exception
                        is GraphException
                            or TensorFormatException
                            or ArithmeticException
                            or OutOfMemoryException
                )
            {
                throw new DeviceException(exception.Message, exception);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (team)
        {
            disposed = true;
            views.Dispose();
            foreach (RopeTable table in context.RopeTables.Values)
            {
                table.Dispose();
            }
        }
    }

    private void Bind()
    {
        bool isStale = !isBound;
        isBound = false;
        foreach (PlacedStep step in steps)
        {
            step.Bind(views, isStale);
        }

        scratch.Use(memory.Working.Reserve(scratch.NeededBytes));
        isBound = true;
    }

    private bool IsBatch()
    {
        foreach (int id in activations)
        {
            if (views.Views[id].Ne1 > 1)
            {
                return true;
            }
        }

        return false;
    }
}

// The base of ops whose independent parts are not rows: heads, columns, blocks of keys.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// A step of independent units of about the same cost, dealt to tasks. Units too cheap for a barrier run on the calling thread.
/// </summary>
internal abstract unsafe class UnitStep(GraphTensor node, StepContext context) : Step(node, context)
{
    private const double SerialNanoseconds = 6000;
    private const double TaskNanoseconds = 3000;
    private const int TasksPerThread = 8;

    private long units;
    private long unitsPerTask;

    /// <inheritdoc/>
    internal sealed override void Bind()
    {
        units = CheckAndCount(out double unitNanoseconds);
        double total = units * unitNanoseconds;
        long wanted = total < SerialNanoseconds ? 1 : (long)Math.Min(total / TaskNanoseconds, int.MaxValue) + 1;
        wanted = Math.Clamp(wanted, 1, Context.Threads == 1 ? 1 : (long)Context.Threads * TasksPerThread);
        unitsPerTask = Math.Max(1, (units + wanted - 1) / wanted);
    }

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team) =>
        team.Run(this, 0, checked((int)((units + unitsPerTask - 1) / unitsPerTask)));

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        long end = Math.Min((task + 1) * unitsPerTask, units);
        for (long unit = task * unitsPerTask; unit < end; unit++)
        {
            RunUnit(unit, thread);
        }
    }

    /// <summary>Checks the shapes of the current symbols, states working memory and counts the units.</summary>
    /// <param name="unitNanoseconds">Estimated time of a unit on one core.</param>
    protected abstract long CheckAndCount(out double unitNanoseconds);

    /// <summary>Computes one unit.</summary>
    protected abstract void RunUnit(long unit, int thread);
}

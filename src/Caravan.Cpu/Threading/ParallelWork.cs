// Work that a thread team splits into tasks.
namespace Caravan.Cpu;

/// <summary>
/// Work in independent tasks. An object instead of a function pointer with a context: it is made once when a program is
/// compiled, so running it allocates nothing, and it may hold managed references such as kernels.
/// </summary>
internal abstract class ParallelWork
{
    /// <summary>Runs one task.</summary>
    /// <param name="part">Which part of the work, for work of several parts with a barrier between them.</param>
    /// <param name="task">The task, 0 to the number of tasks - 1; each is run exactly once.</param>
    /// <param name="thread">The thread that runs it, 0 to the team's size - 1; names a thread's own scratch memory.</param>
    internal abstract void Execute(int part, int task, int thread);
}

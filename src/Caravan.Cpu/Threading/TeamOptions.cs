// Where the threads of a team run and how long they wait actively.
using System.Collections.Immutable;

namespace Caravan.Cpu;

/// <summary>Options of the threads that compute.</summary>
public sealed record TeamOptions
{
    /// <summary>The longest active wait that can be asked for, in microseconds: what is beyond it others can use better.</summary>
    public const int MostSpinMicroseconds = 40;

    /// <summary>Logical processors that threads may use; empty for all of the process. Those it may not use are left out.</summary>
    public ImmutableArray<int> Processors { get; init; } = [];

    /// <summary>Each thread stays on a processor of its own while there are enough of them.</summary>
    public bool IsStrict { get; init; }

    /// <summary>How NUMA nodes are used.</summary>
    public NumaStrategy Numa { get; init; }

    /// <summary>
    /// Microseconds that an idle thread looks for work before it blocks, up to <see cref="MostSpinMicroseconds"/>. Waking a
    /// blocked thread costs 5 to 50; the serial ops between two parallel ones of a generation step take 1 to 10.
    /// </summary>
    public int SpinMicroseconds { get; init; } = MostSpinMicroseconds / 2;

    /// <summary>True when threads are confined to less than what the process may use.</summary>
    internal bool Confines => !Processors.IsEmpty || IsStrict || Numa != NumaStrategy.None;
}

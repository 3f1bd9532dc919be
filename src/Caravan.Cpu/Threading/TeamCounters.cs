// The shared counters of a thread team, each on its own cache line.
using System.Runtime.InteropServices;

namespace Caravan.Cpu;

/// <summary>Counters that several threads write, 128 bytes apart so that neighbours do not share a (doubled) line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct TeamCounters
{
    /// <summary>Tasks of the current work that nobody has claimed.</summary>
    [FieldOffset(128)]
    internal int Unclaimed;

    /// <summary>Tasks of the current work that have not ended.</summary>
    [FieldOffset(256)]
    internal int Unfinished;

    /// <summary>Workers that block until there is work.</summary>
    [FieldOffset(384)]
    internal int Sleepers;
}

// Memory that the threads of a team will read soon, fetched while they wait.
using System.Runtime.InteropServices;

namespace Caravan.Cpu;

/// <summary>
/// While one thread does what is not worth sharing, memory and the others have nothing to do: each of them asks for the weights
/// with which it will begin. These are hints, of which a thread may miss some or see one half old and half new: no address can
/// fault, and none is asked for beyond the most bytes behind a start.
/// </summary>
internal sealed unsafe class IdleFetch(int threads)
{
    private const int LineBytes = 64;

    // Between two looks for work: some 50 ns.
    private const int BytesPerStep = 1024;

    // A cache line and the one fetched with it lie between what two threads write.
    private const int Apart = 128;

    // What is fetched must still be there when its turn comes.
    private static readonly long MostBytes = CpuFacts.Current.L2Bytes / 2;

    private readonly Region[] regions = new Region[threads];
    private readonly Cursor[] cursors = new Cursor[threads];

    /// <summary>Threads of the team.</summary>
    internal int Threads => regions.Length;

    /// <summary>Names the memory that a thread will read next, in place of what was named before.</summary>
    internal void Announce(int thread, byte* start, long bytes)
    {
        ref Region region = ref regions[thread];
        region.Start = start;
        region.Bytes = bytes;
        Volatile.Write(ref region.Version, region.Version + 1);
    }

    /// <summary>True when a thread that has come to a task of its run has none left after it, and goes on with what was named.</summary>
    internal bool IsLast(int task, int tasks, int thread) =>
        task + 1 == tasks || task + 1 == TaskRanges.First(tasks, thread + 1, Threads);

    /// <summary>Where the memory begins that a thread will read next.</summary>
    internal byte* Start(int thread) => regions[thread].Start;

    /// <summary>Asks for the next lines of a thread's memory; false when all were asked for.</summary>
    internal bool Step(int thread)
    {
        ref Cursor cursor = ref cursors[thread];
        ref Region region = ref regions[thread];
        int version = Volatile.Read(ref region.Version);
        if (version != cursor.Version)
        {
            cursor.Version = version;
            cursor.Next = region.Start;
            cursor.End = cursor.Next + Math.Min(region.Bytes, MostBytes);
        }

        if (cursor.Next >= cursor.End)
        {
            return false;
        }

        for (int at = 0; at < BytesPerStep; at += LineBytes)
        {
            CachePrefetch.ToSecondLevel(cursor.Next + at);
        }

        cursor.Next += BytesPerStep;
        return true;
    }

    [StructLayout(LayoutKind.Sequential, Size = Apart)]
    private struct Region
    {
        internal byte* Start;
        internal long Bytes;
        internal int Version;
    }

    [StructLayout(LayoutKind.Sequential, Size = Apart)]
    private struct Cursor
    {
        internal byte* Next;
        internal byte* End;
        internal int Version;
    }
}

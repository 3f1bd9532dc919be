// The processors that each thread of a team may use.
using System.Collections.Immutable;
using Caravan.Platform;

namespace Caravan.Cpu;

/// <summary>Applies <see cref="TeamOptions"/> to the processors of a machine.</summary>
internal static class TeamPlaces
{
    // Read once: a thread that has called a confined team stays confined.
    private static readonly int[] ProcessAffinity = SystemCalls.Current.ThreadAffinity();

    /// <summary>The processors of each thread of a team made by the calling thread; empty where the system does not tell.</summary>
    internal static int[][] Of(int threads, TeamOptions options) =>
        Of(
            threads,
            options,
            ProcessAffinity,
            options.Numa == NumaStrategy.None ? [] : SystemCalls.Current.NumaNodes(),
            SystemCalls.Current.CurrentProcessor
        );

    /// <summary>The processors of each thread.</summary>
    /// <param name="threads">Threads of the team.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="allowed">Processors that the process may use; empty for not known.</param>
    /// <param name="nodes">The machine's nodes; empty for not known.</param>
    /// <param name="current">The processor of the thread that makes the team.</param>
    internal static int[][] Of(
        int threads,
        TeamOptions options,
        int[] allowed,
        ImmutableArray<NumaNode> nodes,
        int current
    )
    {
        if (allowed.Length == 0)
        {
            return [];
        }

        int[] wanted = options.Processors.IsEmpty ? allowed : [.. allowed.Intersect(options.Processors)];
        int[] usual = wanted.Length > 0 ? wanted : allowed;
        int[][] byNode = ByNode(options.Numa, usual, nodes, current);
        int[][] places = new int[threads][];
        HashSet<int> taken = [];
        for (int thread = 0; thread < threads; thread++)
        {
            int[] set = byNode[thread % byNode.Length];
            places[thread] = options.IsStrict ? [Free(set, taken, thread / byNode.Length)] : set;
        }

        return places;
    }

    // The sets that threads take turns in.
    private static int[][] ByNode(NumaStrategy numa, int[] usual, ImmutableArray<NumaNode> nodes, int current)
    {
        int[][] sets = numa switch
        {
            NumaStrategy.Distribute => [.. nodes.Select(node => Common(usual, node))],
            NumaStrategy.Isolate =>
            [
                .. nodes.Where(node => node.Processors.Contains(current)).Select(node => Common(usual, node)),
            ],
            _ => [],
        };
        sets = [.. sets.Where(set => set.Length > 0)];
        return sets.Length > 0 ? sets : [usual];
    }

    private static int[] Common(int[] processors, NumaNode node) => [.. processors.Where(node.Processors.Contains)];

    private static int Free(int[] set, HashSet<int> taken, int turn)
    {
        foreach (int processor in set)
        {
            if (taken.Add(processor))
            {
                return processor;
            }
        }

        return set[turn % set.Length];
    }
}

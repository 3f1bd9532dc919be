// How one run of attention is cut into tasks.
namespace Caravan.Cpu;

/// <summary>
/// Tasks of a run. With many queries a task is a block of them over the whole cache; with few, as in generation, a span of
/// the cache for several heads, and the spans are joined afterwards. The cut changes no result.
/// </summary>
internal readonly struct AttentionSplit
{
    /// <summary>Tasks for each thread, so that a thread that lost its core holds nobody up for long.</summary>
    private const int TasksPerThread = 4;

    /// <summary>Multiply-adds of the smallest task: some 5 us while rows come from memory, so that a barrier pays.</summary>
    private const long SmallestTask = 60_000;

    internal AttentionSplit(in AttentionArguments arguments, int keyLength, int valueLength, int threads)
    {
        int queries = arguments.Heads / arguments.KeyValueHeads * arguments.Tokens;
        int perTask = AttentionKernel.QueriesPerTask(keyLength, valueLength);
        Spans = (int)AttentionKernel.Spans(arguments.CacheLength);
        QueriesPerBlock = Math.Min(queries, perTask);
        Blocks = Divide(queries, QueriesPerBlock);
        HeadsPerTask = 1;
        IsWhole = AreWhole(arguments, threads);
        if (!IsWhole)
        {
            long work = (long)queries * arguments.KeyValueHeads * arguments.CacheLength * (keyLength + valueLength);
            int wanted = threads == 1 ? 1 : (int)Math.Clamp(work / SmallestTask, 1, TasksPerThread * threads);
            int headTasks = Math.Clamp(Divide(wanted, Spans * Blocks), 1, arguments.KeyValueHeads);
            HeadsPerTask = Math.Min(Divide(arguments.KeyValueHeads, headTasks), Math.Max(1, perTask / QueriesPerBlock));
            int others = Spans * Blocks * Divide(arguments.KeyValueHeads, HeadsPerTask);
            if (Blocks == 1 && others < Math.Min(wanted, threads))
            {
                // One head of keys for all queries and a short cache: what is left to split are the queries.
                QueriesPerBlock = Math.Max(1, Divide(Divide(queries, Divide(threads, others)), 4) * 4);
                Blocks = Divide(queries, QueriesPerBlock);
            }
        }

        HeadTasks = Divide(arguments.KeyValueHeads, HeadsPerTask);
        Tasks = checked(HeadTasks * Blocks * (IsWhole ? 1 : Spans));
    }

    /// <summary>Whether a task covers the whole cache.</summary>
    internal bool IsWhole { get; }

    /// <summary>Spans of the cache.</summary>
    internal int Spans { get; }

    /// <summary>Blocks of queries of a key-value head.</summary>
    internal int Blocks { get; }

    /// <summary>Queries of a block; the last has fewer.</summary>
    internal int QueriesPerBlock { get; }

    /// <summary>Key-value heads of a task; the last has fewer.</summary>
    internal int HeadsPerTask { get; }

    /// <summary>Groups of key-value heads.</summary>
    internal int HeadTasks { get; }

    /// <summary>Tasks of the first phase.</summary>
    internal int Tasks { get; }

    /// <summary>Whether a second phase joins the spans.</summary>
    internal bool NeedsJoin => !IsWhole && Spans > 1;

    /// <summary>The most tokens whose spans may need joining.</summary>
    internal static int MostJoinedTokens(int heads, int keyValueHeads, int perTask, int threads)
    {
        int group = heads / keyValueHeads;
        int blocks = Math.Max(1, (TasksPerThread * threads - 1) / keyValueHeads);
        return Math.Max(1, (int)Math.Min(int.MaxValue, (long)blocks * perTask / group));
    }

    private static int Divide(int dividend, int divisor) => (dividend + divisor - 1) / divisor;

    private bool AreWhole(in AttentionArguments arguments, int threads) =>
        Blocks > 1 && (long)Blocks * arguments.KeyValueHeads >= (long)TasksPerThread * threads;
}

// Products of the same activations with several weights, run together.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// Neighbouring MUL_MATs of one activation tensor with weight matrices (query, key and value; gate and up): activations are
/// prepared once for each weight type, and the tasks of all products share one barrier. Safe because weights are never
/// written and the activations live on until the last of the nodes.
/// </summary>
internal sealed unsafe class MulMatGroup : Step, IWeightReader
{
    private const int PreparePart = 0;
    private const int MultiplyPart = 1;

    private readonly MulMatOp[] members;
    private readonly MulMatOp[] preparers;

    // Whether all products fit one round beside each other.
    private bool isSingleRound;
    private int multiplyTasks;
    private IdleFetch? upcoming;

    internal MulMatGroup(IReadOnlyList<GraphTensor> nodes, StepContext context)
        : base(nodes[^1], context)
    {
        members = [.. nodes.Select(node => new MulMatOp(node, context))];
        // Weights of one type and row length take activations in one form.
        preparers = [.. members.DistinctBy(member => member.Node.Source(0).Type)];
    }

    /// <summary>True when the second node may follow the first in a group.</summary>
    internal static bool CanJoin(GraphTensor first, GraphTensor second) =>
        IsPlain(first) && IsPlain(second) && first.Source(1).Id == second.Source(1).Id;

    /// <inheritdoc/>
    internal override void Bind()
    {
        isSingleRound = true;
        foreach (MulMatOp member in members)
        {
            member.Bind();
            isSingleRound &= member.IsSingleRound;
        }

        long offset = 0;
        foreach (MulMatOp preparer in preparers)
        {
            long bytes = 0;
            foreach (MulMatOp member in members)
            {
                if (member.Node.Source(0).Type == preparer.Node.Source(0).Type)
                {
                    member.PreparedOffset = offset;
                    bytes = Math.Max(bytes, member.PreparedBytes);
                }
            }

            offset += bytes;
        }

        // More is not kept for a group than for one product; asked for in any case, since fewer columns may fit.
        Context.Scratch.Require(Math.Min(offset, MulMatOp.MostPreparedBytes), 0);
        if (!isSingleRound || offset > MulMatOp.MostPreparedBytes)
        {
            isSingleRound = false;
            foreach (MulMatOp member in members)
            {
                member.PreparedOffset = 0;
            }
        }
    }

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team)
    {
        if (!isSingleRound)
        {
            foreach (MulMatOp member in members)
            {
                member.Run(team);
            }

            return;
        }

        BeginRound();
        int prepare = 0;
        foreach (MulMatOp preparer in preparers)
        {
            prepare = checked(prepare + preparer.PrepareTasks);
        }

        team.Run(this, PreparePart, prepare);
        upcoming = team.Upcoming;
        NextReader?.Announce(upcoming);
        team.Run(this, MultiplyPart, multiplyTasks);
    }

    /// <inheritdoc/>
    public void Announce(IdleFetch fetch)
    {
        BeginRound();
        for (int thread = 0; thread < fetch.Threads; thread++)
        {
            int first = TaskRanges.First(multiplyTasks, thread, fetch.Threads);
            int count = TaskRanges.First(multiplyTasks, thread + 1, fetch.Threads) - first;
            MulMatOp member = MemberOf(ref first);
            member.AnnounceRows(fetch, thread, first, Math.Min(first + count, member.MultiplyTasks));
        }
    }

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        if (part == MultiplyPart)
        {
            byte* next = upcoming!.IsLast(task, multiplyTasks, thread) ? upcoming.Start(thread) : FirstRow(task + 1);
            MemberOf(ref task).Multiply(task, thread, next);
            return;
        }

        foreach (MulMatOp preparer in preparers)
        {
            if (task < preparer.PrepareTasks)
            {
                preparer.Prepare(task, thread);
                return;
            }

            task -= preparer.PrepareTasks;
        }
    }

    private void BeginRound()
    {
        multiplyTasks = 0;
        foreach (MulMatOp member in members)
        {
            member.BeginRound(0);
            multiplyTasks = checked(multiplyTasks + member.MultiplyTasks);
        }
    }

    // The product that has a task, whose number becomes its own; the last one for what is beyond all.
    private MulMatOp MemberOf(ref int task)
    {
        int member = 0;
        for (; member < members.Length - 1 && task >= members[member].MultiplyTasks; member++)
        {
            task -= members[member].MultiplyTasks;
        }

        return members[member];
    }

    private byte* FirstRow(int task) => MemberOf(ref task).FirstRow(task);

    // One constant weight matrix, so that a prepared row's place is its column whatever the tiling.
    private static bool IsPlain(GraphTensor node) =>
        node.Op == GraphOp.MulMat
        && node.Source(0).Role == TensorRole.Weight
        && node.Source(0).Shape.E2 * node.Source(0).Shape.E3 == (Extent)1;
}

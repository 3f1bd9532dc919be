// Matrix products by chosen experts.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// MUL_MAT_ID: experts [k, n, E] by activations [k, u', tokens] for ids [u, tokens] to [n, u, tokens]; word 15 is an
/// <see cref="IndexRule"/>. Ids are read once, before anything is written. The (slot, token) pairs are grouped by expert, so that each expert's weights are read once for all tokens that chose it. Neighbouring nodes
/// of the same activations and ids with experts of the same type and shape (gate and up) run as one step, which groups the
/// pairs and prepares the activations once.
/// </summary>
internal sealed unsafe class MulMatIdOp : Step
{
    private const int GroupPart = 0;
    private const int PreparePart = 1;
    private const int MultiplyPart = 2;

    private readonly TensorView* experts;
    private readonly TensorView* activations;
    private readonly TensorView* ids;
    private readonly TensorView*[] weights;
    private readonly TensorView*[] results;
    private readonly ExpertGroups groups = new();
    private readonly bool skipsOutside;
    private MatMulKernel? kernel;
    private long kernelColumns;
    private MatMulTiling tiling;
    private long mostColumns;
    private long rowBlocks;
    private long slotBytes;
    private long rowsPerPrepareTask;
    private int multiplyTasks;
    private IdleFetch? upcoming;

    /// <summary>A step for one node, or for several of which each <see cref="CanJoin"/> the first.</summary>
    internal MulMatIdOp(IReadOnlyList<GraphTensor> nodes, StepContext context)
        : base(nodes[^1], context)
    {
        experts = Source(0);
        activations = Source(1);
        ids = Source(2);
        skipsOutside = Node.Parameters.IndexRule == IndexRule.Zero;
        weights = new TensorView*[nodes.Count];
        results = new TensorView*[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            weights[i] = context.View(nodes[i].Source(0));
            results[i] = context.View(nodes[i]);
        }
    }

    /// <summary>True when the second node may follow the first in one step.</summary>
    internal static bool CanJoin(GraphTensor first, GraphTensor second) =>
        first.Op == GraphOp.MulMatId
        && second.Op == GraphOp.MulMatId
        && first.Source(1).Id == second.Source(1).Id
        && first.Source(2).Id == second.Source(2).Id
        && first.Parameters.IndexRule == second.Parameters.IndexRule
        && first.Source(0).Role == TensorRole.Weight
        && second.Source(0).Role == TensorRole.Weight
        && first.Source(0).Type == second.Source(0).Type
        && first.Source(0).Shape == second.Source(0).Shape
        && first.Source(0).Strides == second.Source(0).Strides;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        MatMulWeights.WhyUnsupported(node)
        ?? (node.Source(2).Type == TensorType.I32 ? null : "MUL_MAT_ID needs I32 ids")
        ?? OpCheck.DenseRows(node.Source(1));

    /// <inheritdoc/>
    internal override void Bind()
    {
        RequireRows(experts);
        RequireRows(activations);
        Require(
            ids->IsCountable && ids->Ne0 * ids->Ne1 <= int.MaxValue && experts->Ne2 < int.MaxValue,
            "has more experts or choices of experts than can be"
        );
        Require(
            experts->Ne0 == activations->Ne0
                && experts->Ne3 == 1
                && activations->Ne3 == 1
                && activations->Ne2 == ids->Ne1
                && activations->Ne1 > 0
                && ids->Ne0 % activations->Ne1 == 0
                && ids->Ne2 == 1
                && ids->Ne3 == 1,
            "needs experts [k, n, E], activations [k, u', tokens] and ids [u, tokens]"
        );
        for (int i = 0; i < weights.Length; i++)
        {
            CheckMember(weights[i], results[i]);
        }

        kernel = MatMulWeights.For(experts, kernel, kernelColumns);
        kernelColumns = experts->Ne0;
        long pairs = ids->Ne0 * ids->Ne1;
        long active = Math.Clamp(pairs, 1, Math.Max(1, experts->Ne2));
        long columns = (pairs + active - 1) / active;
        tiling = MatMulTiling.Choose(
            experts->Ne1,
            columns,
            active * weights.Length,
            experts->Ne0,
            experts->Nb1,
            kernel.RowsAtATime(columns),
            Context.Threads
        );
        // The busiest expert may have many more columns than the average that the tiling was chosen for.
        tiling = tiling with
        {
            ColumnsPerTask = Math.Max(tiling.ColumnsPerTask, ExpertGroups.LeastColumns),
        };
        mostColumns = Math.Max(MatMulTiling.MostColumnsPerTask(columns), ExpertGroups.LeastColumns);
        rowBlocks = (experts->Ne1 + tiling.RowsPerTask - 1) / tiling.RowsPerTask;
        slotBytes = (kernel.ActivationRowBytes + 63L) & ~63L;
        rowsPerPrepareTask = MatMulTiling.PreparedRows(experts->Ne0);
        groups.Bind(experts->Ne2, pairs, tiling.ColumnsPerTask);
        Context.Scratch.Require(activations->Rows * slotBytes + groups.Bytes, PointerBytes + kernel.ScratchBytes);
    }

    // All members are multiplied by the extents and strides of one.
    private void CheckMember(TensorView* weight, TensorView* result)
    {
        RequireRows(result);
        Require(
            weight->SameShape(*experts) && weight->HasDenseRows && weight->Nb1 == experts->Nb1,
            "experts that run together differ in shape"
        );
        Require(
            result->Ne0 == experts->Ne1 && result->Ne1 == ids->Ne0 && result->Ne2 == ids->Ne1 && result->Ne3 == 1,
            "the result is not [n, u, tokens]"
        );
    }

    /// <summary>The step that reads weights next, when that is one of the same experts.</summary>
    internal MulMatIdOp? Successor { get; set; }

    /// <summary>True when this and another step have the same ids.</summary>
    internal bool ChoosesAs(MulMatIdOp other) => ids == other.ids && experts->Ne2 == other.experts->Ne2;

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team)
    {
        team.Run(this, GroupPart, 1);
        team.Run(this, PreparePart, checked((int)((activations->Rows + rowsPerPrepareTask - 1) / rowsPerPrepareTask)));
        ClearSkipped();
        multiplyTasks = checked((int)(groups.Blocks * rowBlocks * weights.Length));
        upcoming = team.Upcoming;
        if (Successor is { } successor)
        {
            successor.Announce(upcoming, groups);
        }
        else
        {
            NextReader?.Announce(upcoming);
        }

        team.Run(this, MultiplyPart, multiplyTasks);
    }

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        switch (part)
        {
            case GroupPart:
                Group();
                break;
            case PreparePart:
                Prepare(task);
                break;
            default:
                bool isLast = upcoming!.IsLast(task, multiplyTasks, thread);
                Multiply(task, thread, isLast ? upcoming.Start(thread) : FirstRow(task + 1, groups));
                break;
        }
    }

    private long PointerBytes => ((2 * mostColumns * sizeof(void*)) + 63) & ~63L;

    private void Group()
    {
        byte* memory = Context.Scratch.Shared + activations->Rows * slotBytes;
        if (groups.Fill(ids, memory, skipsOutside) is { } wrong)
        {
            throw Failure($"id {wrong.Id} of slot {wrong.Slot}, token {wrong.Token} is outside 0..{experts->Ne2 - 1}");
        }
    }

    // Rows whose token chose no expert.
    private void ClearSkipped()
    {
        ReadOnlySpan<int> skipped = groups.Skipped;
        foreach (int pair in skipped)
        {
            long token = Math.DivRem(pair, ids->Ne0, out long slot);
            foreach (TensorView* result in results)
            {
                new Span<float>(result->Row(slot, token, 0), checked((int)result->Ne0)).Clear();
            }
        }
    }

    private void Prepare(int task)
    {
        long first = task * rowsPerPrepareTask;
        long end = Math.Min(first + rowsPerPrepareTask, activations->Rows);
        for (long i = first; i < end; i++)
        {
            byte* source = activations->Row(RowIndex.From(i, *activations));
            kernel!.PrepareRow((float*)source, Context.Scratch.Shared + i * slotBytes);
        }
    }

    private byte* FirstRow(int task, ExpertGroups of)
    {
        long blockOfAll = Math.DivRem(task, rowBlocks, out long rowBlock);
        int member = (int)Math.DivRem(blockOfAll, of.Blocks, out long block);
        of.Block(block, out int expert, out _, out _);
        return weights[member]->Row(rowBlock * tiling.RowsPerTask, expert, 0);
    }

    // Names the weights with which each thread begins when experts are chosen as in a step that has grouped them.
    private void Announce(IdleFetch fetch, ExpertGroups of)
    {
        long blocks = of.Blocks * weights.Length;
        int tasks = checked((int)(blocks * rowBlocks));
        for (int thread = 0; thread < fetch.Threads && tasks > 0; thread++)
        {
            int first = TaskRanges.First(tasks, thread, fetch.Threads);
            long taskRows = Math.Min(tiling.RowsPerTask, experts->Ne1);
            bool reads = ids->Ne1 <= MatMulTiling.MostReadingColumns;
            fetch.Announce(thread, FirstRow(first, of), reads ? taskRows * experts->Nb1 : 0);
        }
    }

    private void Multiply(int task, int thread, byte* next)
    {
        long blockOfAll = Math.DivRem(task, rowBlocks, out long rowBlock);
        int member = (int)Math.DivRem(blockOfAll, groups.Blocks, out long block);
        groups.Block(block, out _, out int* pairs, out int columns);
        long firstRow = rowBlock * tiling.RowsPerTask;
        int rows = (int)Math.Min(tiling.RowsPerTask, experts->Ne1 - firstRow);
        byte* scratch = Context.Scratch.Of(thread);
        byte** prepared = (byte**)scratch;
        float** destinations = (float**)(prepared + tiling.ColumnsPerTask);
        for (int c = 0; c < columns; c++)
        {
            long token = Math.DivRem(pairs[c], ids->Ne0, out long slot);
            long activation = slot % activations->Ne1 + token * activations->Ne1;
            prepared[c] = Context.Scratch.Shared + activation * slotBytes;
            destinations[c] = (float*)results[member]->Row(slot, token, 0) + firstRow;
        }

        kernel!.Multiply(
            new KernelRows(FirstRow(task, groups), (nint)experts->Nb1, rows, next),
            prepared,
            destinations,
            columns,
            scratch + PointerBytes
        );
    }
}

// Compute buffers: nothing alive at the same time shares bytes, what dies is used again.
using Caravan.Tensors;

namespace Caravan.Graph.Tests;

public class MemoryPlannerTests
{
    private const int Alignment = 64;
    private static readonly SymbolValues Maximum = new(16, 256, 1);

    [Fact]
    public void A_row_wise_op_overwrites_a_source_that_dies()
    {
        GraphBuilder builder = new();
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(64, Extent.Tokens));
        GraphTensor scaled = builder.Scale(x, 2);
        GraphTensor normed = builder.RmsNorm(scaled, 1e-5f);
        builder.Output(normed);
        MemoryPlan plan = MemoryPlanner.Plan(builder.Build(), Maximum, Alignment);
        Assert.Equal(plan.OffsetOf(scaled), plan.OffsetOf(normed));
        Assert.NotEqual(plan.OffsetOf(x), plan.OffsetOf(scaled));
    }

    [Fact]
    public void A_source_that_is_read_again_is_kept()
    {
        GraphBuilder builder = new();
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(64, Extent.Tokens));
        GraphTensor residual = builder.Scale(x, 2);
        GraphTensor normed = builder.RmsNorm(residual, 1e-5f);
        builder.Output(builder.Add(residual, normed));
        MemoryPlan plan = MemoryPlanner.Plan(builder.Build(), Maximum, Alignment);
        Assert.NotEqual(plan.OffsetOf(residual), plan.OffsetOf(normed));
    }

    [Fact]
    public void A_source_read_through_a_view_in_another_order_is_kept()
    {
        GraphBuilder builder = new();
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(16, 16));
        GraphTensor a = builder.Scale(x, 2);
        GraphTensor sum = builder.Add(a, builder.Transpose(a));
        builder.Output(sum);
        MemoryPlan plan = MemoryPlanner.Plan(builder.Build(), Maximum, Alignment);
        Assert.NotEqual(plan.OffsetOf(a), plan.OffsetOf(sum));
    }

    [Fact]
    public void Tensors_alive_at_the_same_time_never_share_bytes()
    {
        Random random = new(7);
        for (int round = 0; round < 50; round++)
        {
            Graph graph = RandomGraph(random);
            MemoryPlan plan = MemoryPlanner.Plan(graph, Maximum, Alignment);
            int[] last = LastUses(graph);
            GraphTensor[] owners = [.. graph.Tensors.Where(t => t.ViewSource is null)];
            foreach (GraphTensor a in owners)
            {
                long end = plan.OffsetOf(a) + a.Shape.Evaluate(Maximum).Bytes(a.Type);
                Assert.True(end <= plan.TotalBytes);
                Assert.Equal(0, plan.OffsetOf(a) % Alignment);
                foreach (GraphTensor b in owners.Where(b => b.Id > a.Id && last[a.Id] > b.Id))
                {
                    long otherEnd = plan.OffsetOf(b) + b.Shape.Evaluate(Maximum).Bytes(b.Type);
                    Assert.True(
                        end <= plan.OffsetOf(b) || otherEnd <= plan.OffsetOf(a),
                        $"{a} and {b} overlap although {a.Name} is read at {last[a.Id]}"
                    );
                }
            }
        }
    }

    [Fact]
    public void A_long_chain_needs_only_what_is_alive()
    {
        GraphBuilder builder = new();
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(64, Extent.Tokens));
        GraphTensor weight = builder.Weight("w", TensorType.F32, new TensorShape(64, 64));
        GraphTensor current = x;
        for (int i = 0; i < 100; i++)
        {
            current = builder.MulMat(weight, current);
        }

        builder.Output(current);
        // The input, and two products in turn.
        Assert.Equal(3 * 64 * 16 * 4, MemoryPlanner.Plan(builder.Build(), Maximum, Alignment).TotalBytes);
    }

    [Fact]
    public void A_weight_owns_no_bytes_of_the_buffer()
    {
        GraphBuilder builder = new();
        GraphTensor weight = builder.Weight("w", TensorType.F32, new TensorShape(64));
        builder.Output(builder.Scale(weight, 2));
        MemoryPlan plan = MemoryPlanner.Plan(builder.Build(), Maximum, Alignment);
        Assert.Throws<GraphException>(() => plan.OffsetOf(weight));
    }

    [Fact]
    public void A_leaf_with_gaps_between_its_rows_gets_its_whole_footprint()
    {
        GraphBuilder builder = new();
        GraphTensor x = builder.Leaf(
            "x",
            TensorType.F32,
            Extents.Shape(4, 3),
            new Extents(4, 256, 768, 768),
            TensorRole.Input
        );
        GraphTensor sum = builder.Node(GraphOp.Scale, TensorType.F32, x.Shape, x.Strides, default, x);
        builder.Output(sum);
        MemoryPlan plan = MemoryPlanner.Plan(builder.Build(), Maximum, Alignment);
        // Each reaches from its first byte to the end of its last row: 2 * 256 + 16 bytes, aligned.
        Assert.Equal(2 * 576, plan.TotalBytes);
    }

    private static Graph RandomGraph(Random random)
    {
        GraphBuilder builder = new();
        List<GraphTensor> tensors = [builder.Input("x", TensorType.F32, Extents.Shape(16, 16))];
        for (int i = 0; i < 40; i++)
        {
            GraphTensor a = tensors[^random.Next(1, Math.Min(tensors.Count, 4) + 1)];
            GraphTensor b = tensors[^random.Next(1, Math.Min(tensors.Count, 8) + 1)];
            tensors.Add(
                random.Next(5) switch
                {
                    0 => builder.Add(a, b),
                    1 => builder.Scale(a, 2),
                    2 => builder.Transpose(a),
                    3 => builder.Cont(a),
                    _ => builder.MulMat(a, b),
                }
            );
        }

        builder.Output(tensors[^1]);
        return builder.Build();
    }

    private static int[] LastUses(Graph graph)
    {
        int[] last = new int[graph.Tensors.Length];
        foreach (GraphTensor tensor in graph.Tensors)
        {
            foreach (GraphTensor? source in tensor.Sources)
            {
                if (source is not null)
                {
                    last[(source.ViewSource ?? source).Id] = tensor.Id;
                }
            }
        }

        foreach (GraphTensor output in graph.Outputs)
        {
            last[(output.ViewSource ?? output).Id] = int.MaxValue;
        }

        return last;
    }
}

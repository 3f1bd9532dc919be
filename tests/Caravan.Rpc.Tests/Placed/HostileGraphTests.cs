// Graphs that lead a trusting executor out of its buffers, or to its end: refused in one line, nothing else touched.
using System.Buffers.Binary;
using Caravan.Cpu;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Placed;

public sealed class HostileGraphTests : IDisposable
{
    private readonly CpuDevice device = new(2);

    public void Dispose() => device.Dispose();

    public static TheoryData<string> Dialects => ["K", "B"];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Memory_of_no_buffer_is_neither_read_nor_written(string dialect)
    {
        foreach (int changed in (int[])[0, 1, 2])
        {
            using TestGraph graph = Sum(dialect);
            graph.Tensors[changed] = graph.Tensors[changed] with { Buffer = 0, Data = 0x7fff_0000_1000 };
            CheckRefused(graph);
            graph.Tensors[changed] = graph.Tensors[changed] with { Buffer = TestGraph.Handle };
            CheckRefused(graph);
            graph.Tensors[changed] = graph.Tensors[changed] with { Data = TestGraph.Base + (1 << 20) - 4 };
            CheckRefused(graph);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Tensors_that_no_op_touches_may_lie_anywhere(string dialect)
    {
        using TestGraph graph = Sum(dialect);
        graph.Tensors.Add(graph.Tensors[0] with { Id = 77, Buffer = 0xdead, Data = 0xdead_beef, Type = 0x7fff_ffff });
        graph.Tensors.Add(graph.Tensors[0] with { Id = 78, Buffer = 0, Op = Number(dialect, WireOp.View) });
        graph.Nodes.Add(78);
        graph.Run();
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Unknown_types_and_rows_of_broken_blocks_are_refused(string dialect)
    {
        foreach (uint type in (uint[])[4, 5, 31, 100, 0x7fff_ffff, RawTensor.Q4Zero])
        {
            using TestGraph graph = Sum(dialect);
            graph.Tensors[0] = graph.Tensors[0] with { Type = type };
            CheckRefused(graph);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Functions_by_address_and_ops_beyond_the_table_are_refused(string dialect)
    {
        Dialect spoken = Dialect.All.Single(d => d.Name == dialect);
        foreach (PlacedOpRow row in PlacedOps.All.Where(row => row.Kind == RaiseKind.Refused))
        {
            if (spoken.NumberOf(row.Op) is { } number)
            {
                using TestGraph graph = Sum(dialect);
                graph.Tensors[2] = graph.Tensors[2] with { Op = number, OpParameters = [0x1000, 0] };
                CheckRefused(graph, row.Op.ToString());
            }
        }

        foreach (uint number in (uint[])[(uint)spoken.OpCount, 200, uint.MaxValue])
        {
            using TestGraph graph = Sum(dialect);
            graph.Tensors[2] = graph.Tensors[2] with { Op = number };
            CheckRefused(graph, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Ids_that_name_nothing_or_two_tensors_are_refused(string dialect)
    {
        using TestGraph graph = Sum(dialect);
        foreach (ulong node in (ulong[])[0, 0x7777])
        {
            graph.Nodes[0] = node;
            CheckRefused(graph);
        }

        graph.Nodes[0] = graph.Tensors[2].Id;
        graph.Nodes.Add(graph.Tensors[2].Id);
        CheckRefused(graph);
        graph.Nodes.RemoveAt(1);
        graph.Tensors[1] = graph.Tensors[1] with { Id = graph.Tensors[0].Id };
        CheckRefused(graph);
        graph.Tensors[1] = graph.Tensors[1] with { Id = 0 };
        CheckRefused(graph);
        graph.Tensors.RemoveAt(1);
        CheckRefused(graph);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Counts_that_do_not_fit_the_message_are_refused(string dialect)
    {
        using TestGraph graph = Sum(dialect);
        byte[] message = graph.Message();
        foreach (int length in (int[])[0, 4, 11, 12, 15, message.Length - 1])
        {
            Assert.Throws<PlacedGraphException>(() => graph.Connection.Runner.Compute(message.AsSpan(0, length)));
        }

        foreach (uint nodes in (uint[])[0, 2, 0x1fff_ffff, uint.MaxValue])
        {
            byte[] changed = [.. message];
            BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(4), nodes);
            Assert.Throws<PlacedGraphException>(() => graph.Connection.Runner.Compute(changed));
        }

        foreach (uint tensors in (uint[])[0, 2, 4, uint.MaxValue])
        {
            byte[] changed = [.. message];
            BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(16), tensors);
            Assert.Throws<PlacedGraphException>(() => graph.Connection.Runner.Compute(changed));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Cycles_are_refused(string dialect)
    {
        using TestGraph graph = Sum(dialect);
        RawTensor sum = graph.Tensors[2];
        graph.Tensors[2] = sum with { Sources = [sum.Id, sum.Id] };
        CheckRefused(graph);
        RawTensor other = graph.Op(WireOp.Add, [4], [], sum, sum);
        graph.Tensors[2] = sum with { Sources = [other.Id, other.Id] };
        CheckRefused(graph);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Long_chains_run_without_recursion_and_longer_ones_are_refused(string dialect)
    {
        using TestGraph graph = Sum(dialect);
        RawTensor first = graph.Tensors[0];
        ulong last = graph.Tensors[2].Id;
        for (int i = 0; i < 200_000; i++)
        {
            RawTensor view = first with { Id = last + 16, Op = Number(dialect, WireOp.View), Sources = [last] };
            graph.Tensors.Add(view);
            last = view.Id;
        }

        graph.Nodes.Insert(0, last);
        graph.Run();
        Assert.Equal(
            graph.Read(first).Zip(graph.Read(graph.Tensors[1]), (a, b) => a + b),
            graph.Read(graph.Tensors[2])
        );

        byte[] long_ = new byte[12 + (8 * 1) + (graph.Connection.Layout.Bytes * 1_000_000)];
        BinaryPrimitives.WriteUInt32LittleEndian(long_.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(long_.AsSpan(16), 1_000_000);
        Assert.Throws<PlacedGraphException>(() => graph.Connection.Runner.Compute(long_));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Rows_and_matrices_that_do_not_fit_are_refused(string dialect)
    {
        using TestGraph rows = Graph(dialect);
        RawTensor table = rows.Floats(1, 8, 4, 2);
        RawTensor numbers = rows.Integers([0, 1, 2], 3, 1);
        rows.Op(WireOp.GetRows, [8, 3, 1], [], table, numbers);
        CheckRefused(rows);

        using TestGraph stores = Graph(dialect);
        RawTensor data = stores.Floats(1, 8, 2, 2);
        RawTensor places = stores.Integers([0, 1, 0, 1], 2, 2);
        RawTensor store = stores.Op(WireOp.SetRows, [8, 4], [], data, places);
        stores.Tensors[^1] = store with { Strides = [4, 32, 0x7fff_ff00, 0x7fff_ff00] };
        CheckRefused(stores);

        using TestGraph product = Graph(dialect);
        product.Op(WireOp.MulMat, [3, 2], [], product.Floats(1, 8, 3), product.Floats(2, 4, 2));
        CheckRefused(product);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Offsets_of_parameters_outside_the_tensor_are_refused(string dialect)
    {
        foreach (
            int[] parameters in (int[][])
                [
                    [16, 64, 64, -64, 1],
                    [-16, 64, 64, 64, 1],
                    [16, 64, 64, 4096, 0],
                ]
        )
        {
            using TestGraph graph = Graph(dialect);
            graph.Op(WireOp.Acc, [4, 4], parameters, graph.Floats(1, 4, 4), graph.Floats(2, 4, 2));
            CheckRefused(graph);
        }
    }

    [Fact]
    public void Ids_of_states_outside_the_states_are_refused()
    {
        using TestGraph graph = Graph("B");
        RawTensor state = graph.Floats(1, 2, 4, 2, 3);
        RawTensor x = graph.Floats(2, 4, 2, 1, 1);
        RawTensor dt = graph.Floats(3, 2, 1, 1);
        RawTensor a = graph.Floats(4, 2, 2);
        RawTensor b = graph.Floats(5, 2, 1, 1, 1);
        RawTensor c = graph.Floats(6, 2, 1, 1, 1);
        RawTensor ids = graph.Integers([0x7fff_ffff], 1);
        graph.Op(WireOp.SsmScan, [8 + 16], [], state, x, dt, a, b, c, ids);
        CheckRefused(graph);
    }

    [Fact]
    public void A_snapshot_count_beyond_the_result_is_refused()
    {
        using TestGraph graph = Graph("B");
        RawTensor q = graph.Floats(1, 4, 1, 1, 1);
        RawTensor g = graph.Floats(2, 1, 1, 1, 1);
        RawTensor state = graph.Floats(3, 4, 4, 1, 1);
        graph.Op(WireOp.GatedDeltaNet, [4, 5], [1 << 20], q, q, q, g, g, state);
        CheckRefused(graph);
    }

    [Theory]
    [InlineData("B", -1)]
    [InlineData("B", 4)]
    [InlineData("B", int.MaxValue)]
    public void Row_numbers_outside_the_table_are_refused(string dialect, int number)
    {
        using TestGraph graph = Graph(dialect);
        graph.Op(WireOp.GetRows, [8, 2], [], graph.Floats(1, 8, 4), graph.Integers([0, number], 2));
        CheckRefused(graph);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(int.MinValue)]
    public void Row_numbers_outside_the_table_give_zeros_to_the_peer_that_relies_on_it(int number)
    {
        using TestGraph graph = Graph("K");
        RawTensor rows = graph.Op(WireOp.GetRows, [8, 2], [], graph.Floats(1, 8, 4), graph.Integers([0, number], 2));
        graph.Run();
        Assert.All(graph.Read(rows)[8..], value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(int.MaxValue)]
    public void Experts_outside_the_table_are_refused(int id)
    {
        using TestGraph graph = Graph("B");
        RawTensor ids = graph.Integers([0, id], 2, 1);
        graph.Op(WireOp.MulMatId, [6, 2, 1], [], graph.Floats(1, 8, 6, 4), graph.Floats(2, 8, 1, 1), ids);
        CheckRefused(graph);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Extents_of_no_memory_are_refused(string dialect)
    {
        using TestGraph graph = Sum(dialect);
        uint[] huge = [uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue];
        for (int i = 0; i < 3; i++)
        {
            graph.Tensors[i] = graph.Tensors[i] with { Extents = huge, Strides = [0, 0, 0, 0] };
        }

        CheckRefused(graph);
        for (int i = 0; i < 3; i++)
        {
            graph.Tensors[i] = graph.Tensors[i] with { Strides = huge };
        }

        CheckRefused(graph);
    }

    [Fact]
    public void Products_whose_results_lie_over_their_operands_stay_within_the_buffer()
    {
        using TestGraph graph = Graph("K");
        RawTensor weights = graph.Floats(1, 64, 64);
        RawTensor x = graph.Floats(2, 64, 2);
        RawTensor first = graph.Op(WireOp.MulMat, [64, 2], [], weights, x);
        RawTensor second = graph.Op(WireOp.MulMat, [64, 2], [], weights, x);
        graph.Tensors[2] = first with { Data = x.Data };
        graph.Tensors[3] = second with { Data = weights.Data + 8 };
        graph.Run();
    }

    private static TestGraph Create(CpuDevice device, string dialect) =>
        new(device, Dialect.All.Single(d => d.Name == dialect));

    private TestGraph Graph(string dialect) => Create(device, dialect);

    private TestGraph Sum(string dialect)
    {
        TestGraph graph = Create(device, dialect);
        graph.Op(WireOp.Add, [4], [], graph.Floats(1, 4), graph.Floats(2, 4));
        return graph;
    }

    private static uint Number(string dialect, WireOp op) =>
        Dialect.All.Single(d => d.Name == dialect).NumberOf(op)!.Value;

    private static void CheckRefused(TestGraph graph, string part = "")
    {
        PlacedGraphException refusal = Assert.Throws<PlacedGraphException>(graph.Run);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Contains(part, refusal.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<PlacedGraphException>(() => graph.Connection.Runner.Recompute());
    }
}

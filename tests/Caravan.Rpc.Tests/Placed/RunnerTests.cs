// Reuse of programs: what is read, compiled and allocated for graphs like earlier ones.
using System.Diagnostics;
using Caravan.Cpu;
using Caravan.Rpc.Tests.Captures;
using Caravan.Rpc.Tests.Hostile;

namespace Caravan.Rpc.Tests.Placed;

public sealed class RunnerTests(ITestOutputHelper output)
{
    // The size of the graph that ik_llama.cpp sends for each token of a 32-layer model.
    private const int NodesOfToken = 1080;
    private const int LeavesOfToken = 320;

    [Fact]
    public void A_token_of_a_known_structure_starts_within_its_budget_and_allocates_nothing()
    {
        using CpuDevice device = new(1);
        using TestGraph graph = new(device, Dialect.Ik);
        byte[][] messages = TokenMessages(graph);
        PlacedGraphRunner runner = graph.Connection.Runner;
        for (int i = 0; i < 400; i++)
        {
            runner.Compute(messages[i % 2]);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Span<double> times = stackalloc double[50];
        Span<double> kernels = stackalloc double[times.Length];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            runner.Compute(messages[i % 2]);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            runner.Recompute();
            kernels[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        times.Sort();
        kernels.Sort();
        output.WriteLine(
            $"{messages[0].Length} bytes, {NodesOfToken} nodes of one element each and {graph.Tensors.Count} tensors: "
                + $"best {times[0]:f3} ms, median {times[times.Length / 2]:f3} ms with the kernels, which alone take "
                + $"{kernels[0]:f3} ms, median {kernels[times.Length / 2]:f3} ms"
        );
        Assert.Equal(0, allocated);
        Assert.Equal(1, runner.Counts.Compiled);
        Assert.Equal(449, runner.Counts.Same);
    }

    [Fact]
    public void A_known_structure_under_other_ids_is_bound_without_allocation()
    {
        using CpuDevice device = new(1);
        using TestGraph graph = new(device, Dialect.Ik);
        byte[] first = TokenMessages(graph)[0];
        for (int i = 0; i < graph.Tensors.Count; i++)
        {
            RawTensor tensor = graph.Tensors[i];
            graph.Tensors[i] = tensor with
            {
                Id = tensor.Id + 0x10_0000,
                Sources = [.. tensor.Sources.Select(id => id == 0 ? 0 : id + 0x10_0000)],
            };
        }

        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            graph.Nodes[i] += 0x10_0000;
        }

        byte[] second = graph.Message();
        PlacedGraphRunner runner = graph.Connection.Runner;
        for (int i = 0; i < 40; i++)
        {
            runner.Compute(i % 2 == 0 ? first : second);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        runner.Compute(first);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{time.TotalMilliseconds:f3} ms");
        Assert.Equal(0, allocated);
        Assert.Equal(1, runner.Counts.Compiled);
        Assert.Equal(40, runner.Counts.Rebound);
    }

    [Fact]
    public void Tokens_of_a_recorded_model_allocate_nothing()
    {
        CaptureFile capture = CaptureFile.ReadFolder(CaptureFolders.Require("llama"))[^1];
        using CpuDevice device = new(1);
        using MemoryConnection connection = new(device, Dialect.Ik);
        List<byte[]> graphs = [];
        for (int i = 0; i < capture.Exchanges.Count; i++)
        {
            if (capture.Exchanges[i].Command != GgmlCommand.FreeBuffer)
            {
                connection.Carry(capture.Exchanges[i], i);
            }

            if (capture.Exchanges[i].Command == GgmlCommand.GraphCompute)
            {
                graphs.Add(capture.Exchanges[i].Request);
            }
        }

        for (int i = 0; i < 30; i++)
        {
            connection.Runner.Compute(graphs[^1]);
            connection.Runner.Compute(graphs[^2]);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        connection.Runner.Compute(graphs[^1]);
        connection.Runner.Compute(graphs[^2]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Other_extents_are_bound_and_other_parameters_compiled()
    {
        using CpuDevice device = new(1);
        using TestGraph graph = new(device, Dialect.Ik);
        RawTensor x = graph.Floats(1, 16);
        RawTensor scaled = graph.Op(WireOp.Scale, [16], [TestGraph.Bits(2)], x);
        graph.Run();
        graph.Tensors[0] = x.Shaped(4, 8);
        graph.Tensors[1] = scaled.Shaped(4, 8) with { OpParameters = [TestGraph.Bits(2)] };
        graph.Run();
        Assert.Equal((1, 1), (graph.Connection.Runner.Counts.Compiled, graph.Connection.Runner.Counts.Same));

        graph.Tensors[1] = graph.Tensors[1] with { OpParameters = [TestGraph.Bits(3)] };
        graph.Run();

        Assert.Equal(2, graph.Connection.Runner.Counts.Compiled);
        float[] values = graph.Read(x);
        float[] results = graph.Read(scaled);
        Assert.Equal(3 * values[7], results[7]);
        Assert.Equal(2 * values[8], results[8]);
    }

    [Fact]
    public void The_last_graph_runs_again_on_new_contents()
    {
        using CpuDevice device = new(1);
        using TestGraph graph = new(device, Dialect.Ik);
        RawTensor x = graph.Floats(1, 4);
        RawTensor sum = graph.Op(WireOp.Add, [4], [], x, x);
        graph.Run();
        graph.Buffer.Write((long)(x.Data - TestGraph.Base), RawMessages.Floats(1, 2, 3, 4));

        graph.Connection.Runner.Recompute();

        Assert.Equal([2, 4, 6, 8], graph.Read(sum));
    }

    [Fact]
    public void A_graph_whose_buffer_was_freed_does_not_run_again()
    {
        using CpuDevice device = new(1);
        using TestGraph graph = new(device, Dialect.Ik);
        RawTensor x = graph.Floats(1, 4);
        graph.Op(WireOp.Add, [4], [], x, x);
        graph.Run();

        graph.Connection.Free(TestGraph.Handle);

        Assert.Throws<PlacedGraphException>(() => graph.Connection.Runner.Recompute());
        Assert.Throws<PlacedGraphException>(graph.Run);
    }

    [Fact]
    public void A_buffer_under_the_handle_of_a_freed_one_is_the_new_one()
    {
        using CpuDevice device = new(1);
        using TestGraph graph = new(device, Dialect.Ik);
        RawTensor x = graph.Floats(1, 4);
        RawTensor sum = graph.Op(WireOp.Add, [4], [], x, x);
        graph.Run();
        graph.Connection.Free(TestGraph.Handle);
        using Graph.IDeviceBuffer fresh = graph.Connection.Add(TestGraph.Handle, TestGraph.Base, 4096);
        fresh.Write((long)(x.Data - TestGraph.Base), RawMessages.Floats(1, 2, 3, 4));

        graph.Run();

        byte[] bytes = new byte[16];
        fresh.Read((long)(sum.Data - TestGraph.Base), bytes);
        Assert.Equal([2, 4, 6, 8], RawMessages.Floats(bytes));
        Assert.Equal(1, graph.Connection.Runner.Counts.Compiled);
    }

    [Fact]
    public void Programs_beyond_the_limit_are_dropped_and_come_back()
    {
        using CpuDevice device = new(1);
        using TestGraph graph = new(device, Dialect.Ik);
        RawTensor x = graph.Floats(1, 4);
        RawTensor scaled = graph.Op(WireOp.Scale, [4], [], x);
        for (int i = 0; i <= GraphLimits.Programs; i++)
        {
            graph.Tensors[1] = scaled with { OpParameters = [TestGraph.Bits(i)] };
            graph.Run();
        }

        graph.Tensors[1] = scaled with { OpParameters = [TestGraph.Bits(0)] };
        graph.Run();

        Assert.Equal(GraphLimits.Programs + 2, graph.Connection.Runner.Counts.Compiled);
        Assert.All(graph.Read(scaled), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Upstream_nodes_without_the_flag_are_not_computed()
    {
        using CpuDevice device = new(1);
        using TestGraph graph = new(device, Dialect.Upstream5);
        RawTensor x = graph.Floats(1, 4);
        RawTensor skipped = graph.Op(WireOp.Add, [4], [], x, x);
        RawTensor sum = graph.Op(WireOp.Add, [4], [], x, x);
        graph.Tensors[1] = skipped with { Flags = 0 };
        graph.Run();

        Assert.Equal([0, 0, 0, 0], graph.Read(skipped));
        Assert.Equal(graph.Read(x).Select(value => 2 * value), graph.Read(sum));
    }

    [Fact]
    public void A_flag_that_appears_makes_another_structure()
    {
        using CpuDevice device = new(1);
        using TestGraph graph = new(device, Dialect.Upstream5);
        RawTensor x = graph.Floats(1, 4);
        RawTensor node = graph.Op(WireOp.Add, [4], [], x, x);
        graph.Tensors[1] = node with { Flags = 0 };
        graph.Run();
        graph.Tensors[1] = node;
        graph.Run();

        Assert.Equal(graph.Read(x).Select(value => 2 * value), graph.Read(node));
    }

    [Theory]
    [InlineData("K", 15)]
    [InlineData("K", 8)]
    [InlineData("B", 8)]
    [InlineData("B", 16)]
    public void Unary_functions_have_the_dialects_numbers(string name, int number)
    {
        using CpuDevice device = new(1);
        using TestGraph graph = new(device, Dialect.All.Single(d => d.Name == name));
        RawTensor x = graph.Floats(1, 64);
        RawTensor y = graph.Op(WireOp.Unary, [64], [number], x);
        graph.Run();

        // GELU by tanh is K's 15 and B's 8; by the error function K's 8 and B's 16. They differ by up to 5e-4.
        bool isTanh = (name, number) is ("K", 15) or ("B", 8);
        float[] values = graph.Read(x);
        float[] results = graph.Read(y);
        float farthest = values.Zip(results, (v, r) => MathF.Abs(r - TanhGelu(v))).Max();
        Assert.True(isTanh ? farthest < 2e-5f : farthest > 1e-4f, $"{farthest} from the form by tanh");
        Assert.True(farthest < 1e-3f);
    }

    private static float TanhGelu(float x) => 0.5f * x * (1 + MathF.Tanh(0.79788456f * (x + (0.044715f * x * x * x))));

    // Two tokens: a few views move from one to the next, as those of a cache do.
    private static byte[][] TokenMessages(TestGraph graph)
    {
        List<RawTensor> leaves = [];
        for (int i = 0; i < LeavesOfToken; i++)
        {
            leaves.Add(graph.Floats(i, 1));
        }

        RawTensor last = leaves[0];
        for (int i = 0; i < NodesOfToken; i++)
        {
            last = graph.Op(WireOp.Add, [1], [], last, leaves[i % LeavesOfToken]);
        }

        byte[] first = graph.Message();
        for (int i = 0; i < 64; i++)
        {
            graph.Tensors[5 * i] = graph.Tensors[5 * i] with { Data = graph.Tensors[(5 * i) + 1].Data };
        }

        return [first, graph.Message()];
    }
}

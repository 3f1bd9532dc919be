// Ops on graphs that somebody made to do harm.
using Caravan.Graph;
using Caravan.Tensors;
using static Caravan.Cpu.Tests.OpOperand;

namespace Caravan.Cpu.Tests;

public sealed class HostileOpTests
{
    private const int Mutations = 200;
    private static readonly long[] Extents = [0, 1, 2, 3, 4, 5, 7, 8, 12, 31, 32, 33, 64, 256];
    private static readonly long[] Strides = [0, 1, 2, 4, 8, 12, 20, 34, 40, 68, 144, 256, 600];
    private static readonly int[] Words = [0, 1, 2, 3, 7, 100, -1, -100, int.MaxValue, int.MinValue, 1 << 20];
    private static readonly int[] Indices = [0, 1, -1, 4, 5, int.MaxValue, int.MinValue];

    public static TheoryData<int, string> Cases =>
        [.. OpCases.All.Select((c, i) => new TheoryDataRow<int, string>(i, $"{c.Op} of {c.Operands[^1].Type}"))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Valid_node_runs(int index, string name)
    {
        Assert.NotEmpty(name);
        OpCases.All.ElementAt(index).Run(endsAtGuard: true);
        OpCases.All.ElementAt(index).Run(endsAtGuard: false);
    }

    // Extents, strides, parameters and index contents are changed one to three at a time. A node may be refused, by the
    // two exceptions that say so, or run; it must not touch a byte beyond the footprints of its operands, where
    // inaccessible pages begin.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Changed_node_is_refused_or_stays_within_its_operands(int index, string name)
    {
        Assert.NotEmpty(name);
        OpCase original = OpCases.All.ElementAt(index);
        Random random = new(index);
        int ran = 0;
        for (int i = 0; i < Mutations; i++)
        {
            OpCase changed = original;
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                changed = Change(changed, random);
            }

            if (!HasFootprints(changed))
            {
                continue;
            }

            ran += RunOrRefuse(changed, random.Next(2) == 0, Indices[random.Next(Indices.Length)]) ? 1 : 0;
        }

        Assert.True(ran > 0, "every change was refused: nothing was tested");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Node_with_an_empty_operand_is_refused_or_stays_within_the_others(int index, string name)
    {
        Assert.NotEmpty(name);
        OpCase original = OpCases.All.ElementAt(index);
        for (int operand = 0; operand < original.Operands.Length; operand++)
        {
            for (int dimension = 0; dimension < 4; dimension++)
            {
                OpOperand[] operands = [.. original.Operands];
                operands[operand] = operands[operand].With(dimension, 0, isStride: false);
                RunOrRefuse(original with { Operands = operands }, endsAtGuard: dimension % 2 == 0);
            }
        }
    }

    // Strides of zero make these fit a few bytes; products of their extents overflow.
    [Theory]
    [InlineData(GraphOp.SumRows)]
    [InlineData(GraphOp.Sum)]
    [InlineData(GraphOp.CumSum)]
    [InlineData(GraphOp.RmsNorm)]
    [InlineData(GraphOp.Cont)]
    [InlineData(GraphOp.Unary)]
    public void Extents_whose_product_overflows_are_refused(GraphOp op)
    {
        const long big = uint.MaxValue;
        OpOperand endless = new(TensorType.F32, new(4, big, big, big), new(4, 0, 0, 0));
        OpOperand result = op is GraphOp.SumRows ? endless.With(0, 1, isStride: false) : endless;
        OpCase hostile = new(op, default, op == GraphOp.Sum ? F32(1) : result, endless);
        Assert.Throws<DeviceException>(() => hostile.Run(endsAtGuard: true));
    }

    [Theory]
    [InlineData(GraphOp.Acc, 0, 0, 0, 1 << 30)]
    [InlineData(GraphOp.Set, int.MaxValue, 0, 0, 0)]
    [InlineData(GraphOp.Acc, 32, -64, 64, 0)]
    [InlineData(GraphOp.Set, -4, 4, 0, 0)]
    [InlineData(GraphOp.Acc, 32, 96, 192, -4)]
    [InlineData(GraphOp.Set, 32, 96, 192, 380)]
    public void Part_outside_its_tensor_is_refused(GraphOp op, int nb1, int nb2, int nb3, int offset)
    {
        OpOperand a = F32(8, 3, 2, 2);
        OpCase hostile = new(op, OpParameters.Integers(nb1, nb2, nb3, offset), a, a, F32(3, 2, 2, 2));
        Assert.Throws<DeviceException>(() => hostile.Run(endsAtGuard: true));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public void Snapshots_without_room_are_refused(int snapshots)
    {
        OpCase valid = OpCases.All.Single(c => c.Op == GraphOp.GatedDeltaNet);
        OpCase hostile = valid with { Parameters = OpParameters.Integers(snapshots) };
        Assert.Throws<DeviceException>(() => hostile.Run(endsAtGuard: true));
    }

    [Theory]
    [InlineData(GraphOp.SsmScan, 3)]
    [InlineData(GraphOp.SsmScan, -1)]
    [InlineData(GraphOp.SsmScan, int.MinValue)]
    [InlineData(GraphOp.AddId, 4)]
    [InlineData(GraphOp.MulMatId, 4)]
    [InlineData(GraphOp.MulMatId, -1)]
    [InlineData(GraphOp.GetRows, 5)]
    [InlineData(GraphOp.SetRows, -1)]
    public void Index_outside_its_tensor_is_named(GraphOp op, int index)
    {
        foreach (OpCase node in OpCases.All.Where(c => c.Op == op))
        {
            DeviceException exception = Assert.Throws<DeviceException>(() => node.Run(endsAtGuard: true, index));
            Assert.Contains($" {index} ", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(GraphOp.Pad, 0, -1)]
    [InlineData(GraphOp.GroupNorm, 0, 0)]
    [InlineData(GraphOp.GroupNorm, 0, int.MinValue)]
    [InlineData(GraphOp.Tri, 0, 4)]
    [InlineData(GraphOp.DiagMaskInf, 0, -1)]
    [InlineData(GraphOp.TimestepEmbedding, 1, 0)]
    [InlineData(GraphOp.HcComb, 1, int.MaxValue)]
    [InlineData(GraphOp.HcComb, 1, 0)]
    [InlineData(GraphOp.Concat, 0, 4)]
    [InlineData(GraphOp.Rope, 1, int.MaxValue)]
    [InlineData(GraphOp.Rope, 15, int.MaxValue)]
    [InlineData(GraphOp.Rope, 2, 12)]
    public void Parameter_that_no_graph_has_is_refused(GraphOp op, int word, int value)
    {
        foreach (OpCase node in OpCases.All.Where(c => c.Op == op))
        {
            OpParameters parameters = node.Parameters;
            parameters[word] = value;
            OpCase hostile = node with { Parameters = parameters };
            Assert.Throws<DeviceException>(() => hostile.Run(endsAtGuard: true));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Sections_of_positions_that_do_not_fit_are_refused(int section)
    {
        foreach (OpCase node in OpCases.All.Where(c => c.Op == GraphOp.Rope && c.Parameters[2] > 2))
        {
            OpParameters parameters = node.Parameters;
            parameters[12] = section;
            OpCase hostile = node with { Parameters = parameters };
            Assert.Throws<DeviceException>(() => hostile.Run(endsAtGuard: true));
        }
    }

    // True when it ran; the exceptions that refuse are the only ones.
    private static bool RunOrRefuse(OpCase node, bool endsAtGuard, int index = 0)
    {
        try
        {
            node.Run(endsAtGuard, index);
            return true;
        }
        catch (Exception exception) when (exception is DeviceException or GraphException)
        {
            return false;
        }
    }

    private static OpCase Change(OpCase original, Random random)
    {
        if (random.Next(4) == 0)
        {
            OpParameters parameters = original.Parameters;
            parameters[random.Next(OpParameters.Words)] = Words[random.Next(Words.Length)];
            return original with { Parameters = parameters };
        }

        OpOperand[] operands = [.. original.Operands];
        int operand = random.Next(operands.Length);
        bool isStride = random.Next(2) == 0;
        long[] values = isStride ? Strides : Extents;
        operands[operand] = operands[operand].With(random.Next(4), values[random.Next(values.Length)], isStride);
        return original with { Operands = operands };
    }

    // What the graph itself refuses, and what is too much for a test, is left out.
    private static bool HasFootprints(OpCase node)
    {
        try
        {
            return node.Operands.All(o =>
                o.Shape.Elements <= 1 << 16 && Footprint.Bytes(o.Type, o.Shape, o.Strides) <= 1 << 22
            );
        }
        catch (TensorFormatException)
        {
            return false;
        }
    }
}

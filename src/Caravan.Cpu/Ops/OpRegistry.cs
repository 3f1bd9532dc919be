// The table of ops that the CPU runs.
using System.Collections.Frozen;
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>Look-up of <see cref="OpEntry"/> by op.</summary>
internal static class OpRegistry
{
    private static readonly FrozenDictionary<GraphOp, OpEntry> Entries = new OpEntry[]
    {
        new(GraphOp.Dup, CopyOp.WhyUnsupported, static (n, c) => new CopyOp(n, c)),
        new(GraphOp.Cont, CopyOp.WhyUnsupported, static (n, c) => new CopyOp(n, c)),
        new(GraphOp.Cpy, CopyOp.WhyUnsupported, static (n, c) => new CopyOp(n, c)),
        new(GraphOp.Add, BinaryOps.WhyUnsupported, BinaryOps.Create),
        new(GraphOp.Sub, BinaryOps.WhyUnsupported, BinaryOps.Create),
        new(GraphOp.Mul, BinaryOps.WhyUnsupported, BinaryOps.Create),
        new(GraphOp.Div, BinaryOps.WhyUnsupported, BinaryOps.Create),
        new(GraphOp.AddId, AddIdOp.WhyUnsupported, static (n, c) => new AddIdOp(n, c)),
        new(GraphOp.Scale, MapOps.WhyUnsupported, MapOps.Create),
        new(GraphOp.Clamp, MapOps.WhyUnsupported, MapOps.Create),
        new(GraphOp.Sqr, MapOps.WhyUnsupported, MapOps.Create),
        new(GraphOp.Sqrt, MapOps.WhyUnsupported, MapOps.Create),
        new(GraphOp.Log, MapOps.WhyUnsupported, MapOps.Create),
        new(GraphOp.Sin, MapOps.WhyUnsupported, MapOps.Create),
        new(GraphOp.Cos, MapOps.WhyUnsupported, MapOps.Create),
        new(GraphOp.Unary, MapOps.WhyUnsupported, MapOps.Create),
        new(GraphOp.Glu, GluOps.WhyUnsupported, GluOps.Create),
        new(GraphOp.Norm, NormOp.WhyUnsupported, static (n, c) => new NormOp(n, c)),
        new(GraphOp.RmsNorm, NormOp.WhyUnsupported, static (n, c) => new NormOp(n, c)),
        new(GraphOp.L2Norm, NormOp.WhyUnsupported, static (n, c) => new NormOp(n, c)),
        new(GraphOp.Sum, SumOp.WhyUnsupported, static (n, c) => new SumOp(n, c)),
        new(GraphOp.SumRows, SumRowsOp.WhyUnsupported, static (n, c) => new SumRowsOp(n, c)),
        new(GraphOp.Mean, SumRowsOp.WhyUnsupported, static (n, c) => new SumRowsOp(n, c)),
        new(GraphOp.Repeat, RepeatOp.WhyUnsupported, static (n, c) => new RepeatOp(n, c)),
        new(GraphOp.Concat, ConcatOp.WhyUnsupported, static (n, c) => new ConcatOp(n, c)),
        new(GraphOp.GetRows, GetRowsOp.WhyUnsupported, GetRowsOp.Create),
        new(GraphOp.SetRows, SetRowsOp.WhyUnsupported, static (n, c) => new SetRowsOp(n, c)),
        new(GraphOp.SoftMax, SoftMaxOp.WhyUnsupported, static (n, c) => new SoftMaxOp(n, c)),
        new(GraphOp.Rope, RopeOp.WhyUnsupported, static (n, c) => new RopeOp(n, c)),
        new(GraphOp.Argsort, ArgsortOp.WhyUnsupported, static (n, c) => new ArgsortOp(n, c)),
        new(GraphOp.MulMat, MulMatOp.WhyUnsupported, static (n, c) => new MulMatOp(n, c)),
        new(GraphOp.FlashAttention, FlashAttentionOp.WhyUnsupported, static (n, c) => new FlashAttentionOp(n, c)),
        new(GraphOp.MulMatId, MulMatIdOp.WhyUnsupported, static (n, c) => new MulMatIdOp([n], c)),
    }.ToFrozenDictionary(entry => entry.Op);

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        if (node.IsViewOp)
        {
            return null;
        }

        return Entries.TryGetValue(node.Op, out OpEntry? entry)
            ? entry.WhyUnsupported(node)
            : $"the CPU has no kernel for {node.Op}";
    }

    /// <summary>Makes the step of a node that computes something.</summary>
    /// <exception cref="DeviceException">The node is not supported.</exception>
    internal static Step Create(GraphTensor node, StepContext context) =>
        WhyUnsupported(node) is { } reason
            ? throw new DeviceException($"{node.Name} cannot run on the CPU: {reason}")
            : Entries[node.Op].Create(node, context);
}

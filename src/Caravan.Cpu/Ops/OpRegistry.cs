// The table of ops that the CPU runs.
using System.Collections.Frozen;
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>Look-up of <see cref="OpEntry"/> by op.</summary>
internal static class OpRegistry
{
    private static readonly FrozenDictionary<GraphOp, OpEntry> Entries = new OpEntry[]
    {
        new(GraphOp.Dup, CopyOp.WhyUnsupported, CopyOp.Create),
        new(GraphOp.Cont, CopyOp.WhyUnsupported, CopyOp.Create),
        new(GraphOp.Cpy, CopyOp.WhyUnsupported, CopyOp.Create),
        new(GraphOp.Acc, AccOp.WhyUnsupported, static (n, c) => new AccOp(n, c)),
        new(GraphOp.Set, AccOp.WhyUnsupported, static (n, c) => new AccOp(n, c)),
        new(GraphOp.Add1, BinaryOps.WhyUnsupported, BinaryOps.Create),
        new(GraphOp.Add, BinaryOps.WhyUnsupported, BinaryOps.Create),
        new(GraphOp.Sub, BinaryOps.WhyUnsupported, BinaryOps.Create),
        new(GraphOp.Mul, BinaryOps.WhyUnsupported, BinaryOps.Create),
        new(GraphOp.Div, BinaryOps.WhyUnsupported, BinaryOps.Create),
        new(GraphOp.AddId, AddIdOp.WhyUnsupported, static (n, c) => new AddIdOp(n, c)),
        new(GraphOp.LeakyRelu, MapOps.WhyUnsupported, MapOps.Create),
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
        new(GraphOp.GroupNorm, GroupNormOp.WhyUnsupported, static (n, c) => new GroupNormOp(n, c)),
        new(GraphOp.CumSum, CumSumOp.WhyUnsupported, static (n, c) => new CumSumOp(n, c)),
        new(GraphOp.ArgMax, ArgMaxOp.WhyUnsupported, static (n, c) => new ArgMaxOp(n, c)),
        new(GraphOp.CountEqual, CountEqualOp.WhyUnsupported, static (n, c) => new CountEqualOp(n, c)),
        new(GraphOp.Sum, SumOp.WhyUnsupported, static (n, c) => new SumOp(n, c)),
        new(GraphOp.SumRows, SumRowsOp.WhyUnsupported, static (n, c) => new SumRowsOp(n, c)),
        new(GraphOp.Mean, SumRowsOp.WhyUnsupported, static (n, c) => new SumRowsOp(n, c)),
        new(GraphOp.Repeat, RepeatOp.WhyUnsupported, static (n, c) => new RepeatOp(n, c)),
        new(GraphOp.Concat, ConcatOp.WhyUnsupported, static (n, c) => new ConcatOp(n, c)),
        new(GraphOp.Diag, DiagOp.WhyUnsupported, static (n, c) => new DiagOp(n, c)),
        new(GraphOp.DiagMaskInf, DiagMaskOp.WhyUnsupported, static (n, c) => new DiagMaskOp(n, c)),
        new(GraphOp.DiagMaskZero, DiagMaskOp.WhyUnsupported, static (n, c) => new DiagMaskOp(n, c)),
        new(GraphOp.Tri, TriOp.WhyUnsupported, static (n, c) => new TriOp(n, c)),
        new(GraphOp.Arange, ArangeOp.WhyUnsupported, static (n, c) => new ArangeOp(n, c)),
        new(GraphOp.Fill, FillOp.WhyUnsupported, static (n, c) => new FillOp(n, c)),
        new(GraphOp.Pad, PadOp.WhyUnsupported, static (n, c) => new PadOp(n, c)),
        new(GraphOp.Roll, RollOp.WhyUnsupported, static (n, c) => new RollOp(n, c)),
        new(
            GraphOp.TimestepEmbedding,
            TimestepEmbeddingOp.WhyUnsupported,
            static (n, c) => new TimestepEmbeddingOp(n, c)
        ),
        new(GraphOp.GetRows, GetRowsOp.WhyUnsupported, GetRowsOp.Create),
        new(GraphOp.SetRows, SetRowsOp.WhyUnsupported, static (n, c) => new SetRowsOp(n, c)),
        new(GraphOp.SoftMax, SoftMaxOp.WhyUnsupported, static (n, c) => new SoftMaxOp(n, c)),
        new(GraphOp.Rope, RopeOp.WhyUnsupported, static (n, c) => new RopeOp(n, c)),
        new(GraphOp.Argsort, ArgsortOp.WhyUnsupported, static (n, c) => new ArgsortOp(n, c)),
        new(GraphOp.TopK, TopKOp.WhyUnsupported, static (n, c) => new TopKOp(n, c)),
        new(GraphOp.OutProd, OutProdOp.WhyUnsupported, static (n, c) => new OutProdOp(n, c)),
        new(GraphOp.SolveTri, SolveTriOp.WhyUnsupported, static (n, c) => new SolveTriOp(n, c)),
        new(GraphOp.SsmConv, SsmConvOp.WhyUnsupported, static (n, c) => new SsmConvOp(n, c)),
        new(GraphOp.SsmScan, SsmScanOp.WhyUnsupported, static (n, c) => new SsmScanOp(n, c)),
        new(GraphOp.RwkvWkv6, LinearAttentionOp.WhyUnsupported, static (n, c) => new LinearAttentionOp(n, c)),
        new(
            GraphOp.GatedLinearAttention,
            LinearAttentionOp.WhyUnsupported,
            static (n, c) => new LinearAttentionOp(n, c)
        ),
        new(GraphOp.RwkvWkv7, RwkvWkv7Op.WhyUnsupported, static (n, c) => new RwkvWkv7Op(n, c)),
        new(GraphOp.GatedDeltaNet, GatedDeltaNetOp.WhyUnsupported, static (n, c) => new GatedDeltaNetOp(n, c)),
        new(GraphOp.LightningIndexer, LightningIndexerOp.WhyUnsupported, static (n, c) => new LightningIndexerOp(n, c)),
        new(GraphOp.HcComb, HcCombOp.WhyUnsupported, static (n, c) => new HcCombOp(n, c)),
        new(GraphOp.HcPre, HcPreOp.WhyUnsupported, static (n, c) => new HcPreOp(n, c)),
        new(GraphOp.HcPost, HcPostOp.WhyUnsupported, static (n, c) => new HcPostOp(n, c)),
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

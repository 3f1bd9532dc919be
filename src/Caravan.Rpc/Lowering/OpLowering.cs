// Ops of our graphs in the numbers and parameters of a dialect.
using System.Collections.Frozen;
using System.Collections.Immutable;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// Lowers canonical ops. Nobody can ask a worker what it supports, and a wrong guess ends it: only ops and forms are sent
/// that the peers' own graph builders emit and that both their CPU and CUDA backends take.
/// </summary>
internal static class OpLowering
{
    private const int PrecisionF32 = 1;
    private const int UpstreamPrecisionF32 = 10;

    private static readonly FrozenDictionary<GraphOp, WireOp> Plain = new Dictionary<GraphOp, WireOp>
    {
        [GraphOp.Add] = WireOp.Add,
        [GraphOp.AddId] = WireOp.AddId,
        [GraphOp.Sub] = WireOp.Sub,
        [GraphOp.Mul] = WireOp.Mul,
        [GraphOp.Div] = WireOp.Div,
        [GraphOp.Sqr] = WireOp.Sqr,
        [GraphOp.Sqrt] = WireOp.Sqrt,
        [GraphOp.SumRows] = WireOp.SumRows,
        [GraphOp.Repeat] = WireOp.Repeat,
        [GraphOp.Concat] = WireOp.Concat,
        [GraphOp.Norm] = WireOp.Norm,
        [GraphOp.RmsNorm] = WireOp.RmsNorm,
        [GraphOp.L2Norm] = WireOp.L2Norm,
        [GraphOp.MulMat] = WireOp.MulMat,
        [GraphOp.MulMatId] = WireOp.MulMatId,
        [GraphOp.Scale] = WireOp.Scale,
        [GraphOp.Cpy] = WireOp.Cpy,
        [GraphOp.Cont] = WireOp.Cont,
        [GraphOp.Reshape] = WireOp.Reshape,
        [GraphOp.View] = WireOp.View,
        [GraphOp.Permute] = WireOp.Permute,
        [GraphOp.Transpose] = WireOp.Transpose,
        [GraphOp.GetRows] = WireOp.GetRows,
        [GraphOp.SetRows] = WireOp.SetRows,
        [GraphOp.SoftMax] = WireOp.SoftMax,
        [GraphOp.Rope] = WireOp.Rope,
        [GraphOp.Clamp] = WireOp.Clamp,
        [GraphOp.Argsort] = WireOp.Argsort,
        [GraphOp.FlashAttention] = WireOp.FlashAttention,
        [GraphOp.Unary] = WireOp.Unary,
        [GraphOp.Glu] = WireOp.Glu,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<UnaryOp, WireUnary> Unaries = new Dictionary<UnaryOp, WireUnary>
    {
        [UnaryOp.Neg] = WireUnary.Neg,
        [UnaryOp.Tanh] = WireUnary.Tanh,
        [UnaryOp.Relu] = WireUnary.Relu,
        [UnaryOp.Sigmoid] = WireUnary.Sigmoid,
        [UnaryOp.Gelu] = WireUnary.Gelu,
        [UnaryOp.GeluErf] = WireUnary.GeluErf,
        [UnaryOp.GeluQuick] = WireUnary.GeluQuick,
        [UnaryOp.Silu] = WireUnary.Silu,
        [UnaryOp.HardSwish] = WireUnary.HardSwish,
        [UnaryOp.HardSigmoid] = WireUnary.HardSigmoid,
        [UnaryOp.Exp] = WireUnary.Exp,
        [UnaryOp.SoftPlus] = WireUnary.SoftPlus,
    }.ToFrozenDictionary();

    // Activations that K's fused product of gate and up has; its builder prefers that op to GLU.
    private static readonly FrozenDictionary<GluOp, WireUnary> FusedActivations = new Dictionary<GluOp, WireUnary>
    {
        [GluOp.ReGlu] = WireUnary.Relu,
        [GluOp.GeGlu] = WireUnary.Gelu,
        [GluOp.SwiGlu] = WireUnary.Silu,
    }.ToFrozenDictionary();

    // What the CUDA backends store rows as.
    private static readonly FrozenSet<TensorType> StoredTypes =
    [
        TensorType.F32,
        TensorType.F16,
        TensorType.BF16,
        TensorType.Q4_0,
        TensorType.Q4_1,
        TensorType.Q5_0,
        TensorType.Q5_1,
        TensorType.Q8_0,
        TensorType.IQ4_NL,
    ];

    private static readonly ImmutableArray<TensorType> AttendedTypes =
    [
        TensorType.F16,
        TensorType.Q8_0,
        TensorType.Q8_KV,
        TensorType.Q6_0,
        TensorType.Q4_0,
        TensorType.Q4_1,
        TensorType.IQ4_NL,
    ];

    private static readonly FrozenSet<(long, long)> FastHeadSizes =
    [
        (64, 64),
        (96, 96),
        (128, 128),
        (192, 128),
        (192, 192),
        (256, 256),
        (320, 256),
        (512, 512),
        (576, 512),
    ];

    /// <summary>Null when workers of the dialect run the node, else one sentence that says why not.</summary>
    internal static string? WhyUnsupported(GraphTensor node, Dialect dialect)
    {
        if (!WireTypes.IsKnown(dialect.Family, node.Type))
        {
            return $"{dialect} has no type {node.Type}";
        }

        foreach (GraphTensor? source in node.Sources)
        {
            if (source is not null && !WireTypes.IsKnown(dialect.Family, source.Type))
            {
                return $"{dialect} has no type {source.Type}, which {source.Name} has";
            }
        }

        if (node.Op == GraphOp.None)
        {
            return null;
        }

        if (!Plain.ContainsKey(node.Op) || dialect.NumberOf(WireOpOf(node, dialect)) is null)
        {
            return $"{node.Op} is not sent to workers that speak {dialect}";
        }

        return node.Op switch
        {
            GraphOp.Unary when UnaryNumber(node, dialect) is null =>
                $"{dialect} has no function {(UnaryOp)node.Parameters[0]}",
            GraphOp.FlashAttention when dialect.Family == DialectFamily.Ik => WhyNotAttended(node),
            GraphOp.SetRows when !StoredTypes.Contains(node.Type) && !CacheCopy.IsCopy(node, dialect) =>
                $"its backends do not store rows as {node.Type}; use another cache type, such as F16 or Q8_0",
            _ => null,
        };
    }

    /// <summary>The op a node becomes.</summary>
    internal static WireOp WireOpOf(GraphTensor node, Dialect dialect) =>
        node.Op switch
        {
            GraphOp.None => WireOp.None,
            GraphOp.Glu when dialect.Family == DialectFamily.Ik && FusedActivations.ContainsKey(Function(node)) =>
                WireOp.FusedMulUnary,
            GraphOp.SetRows when CacheCopy.IsCopy(node, dialect) => WireOp.Cpy,
            _ => Plain[node.Op],
        };

    /// <summary>The parameters of a node as the dialect wants them.</summary>
    /// <param name="node">The node.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="wantedOfSort">For ARGSORT how many of the first places anybody looks at.</param>
    internal static OpParameters Parameters(GraphTensor node, Dialect dialect, long wantedOfSort)
    {
        OpParameters words = node.Parameters;
        bool isIk = dialect.Family == DialectFamily.Ik;
        int precise = isIk ? PrecisionF32 : UpstreamPrecisionF32;
        switch (node.Op)
        {
            case GraphOp.MulMat:
                words[0] = words[0] == 0 ? 0 : precise;
                break;
            case GraphOp.FlashAttention:
                words[3] = precise;
                break;
            case GraphOp.Argsort when isIk:
                words[1] = checked((int)wantedOfSort);
                break;
            case GraphOp.Unary:
                words[0] = UnaryNumber(node, dialect)!.Value;
                break;
            case GraphOp.Glu when WireOpOf(node, dialect) == WireOp.FusedMulUnary:
                words = OpParameters.Integers(dialect.NumberOf(FusedActivations[Function(node)])!.Value);
                break;
            case GraphOp.MulMatId or GraphOp.GetRows:
                // Word 15 is our own: what an index outside means.
                words[15] = 0;
                break;
            case GraphOp.SetRows:
                words = default;
                break;
        }

        return words;
    }

    // K's processor backend ends the worker for other types of cached keys and values; its builder lets them pass.
    private static string? WhyNotAttended(GraphTensor node)
    {
        TensorType keys = node.Source(1).Type;
        TensorType values = node.Source(2).Type;
        if (!AttendedTypes.Contains(keys) || !AttendedTypes.Contains(values))
        {
            return $"flash attention of ik_llama.cpp takes no cache of {keys} and {values}, expected one of {string.Join(", ", AttendedTypes)} (-ctk, -ctv)";
        }

        // Other head sizes go through its plain kernel, which takes products with these types wrong or ends the worker.
        bool isFastSize = FastHeadSizes.Contains((node.Source(1).Shape.E0.Constant, node.Source(2).Shape.E0.Constant));
        return isFastSize || (IsSafe(keys) && IsSafe(values))
            ? null
            : $"flash attention of ik_llama.cpp takes a cache of {keys} and {values} wrong with heads of {node.Source(1).Shape.E0} elements; use F16 or Q8_0 (-ctk, -ctv)";

        static bool IsSafe(TensorType type) => type is TensorType.F16 or TensorType.Q8_0;
    }

    private static GluOp Function(GraphTensor node) => (GluOp)node.Parameters[0];

    private static int? UnaryNumber(GraphTensor node, Dialect dialect) =>
        Unaries.TryGetValue((UnaryOp)node.Parameters[0], out WireUnary unary) ? dialect.NumberOf(unary) : null;
}

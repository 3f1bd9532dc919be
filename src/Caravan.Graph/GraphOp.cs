// The canonical op vocabulary: ggml's plain ops.
namespace Caravan.Graph;

/// <summary>
/// Ops of a graph, with ggml's semantics, sources and parameters. The numbers are ours: every dialect of the wire has its
/// own table. Fused ops of peers appear only as patterns of these.
/// </summary>
#pragma warning disable CS1591 // The names are ggml's; OpRules states sources and shapes of each.
public enum GraphOp
{
    None,
    Dup,
    Add,
    AddId,
    Sub,
    Mul,
    Div,
    Sqr,
    Sqrt,
    Log,
    Sin,
    Cos,
    Sum,
    SumRows,
    Mean,
    Repeat,
    Concat,
    Norm,
    RmsNorm,
    L2Norm,
    MulMat,
    MulMatId,
    Scale,
    Cpy,
    Cont,
    Reshape,
    View,
    Permute,
    Transpose,
    GetRows,
    SetRows,
    SoftMax,
    Rope,
    Clamp,
    Argsort,
    FlashAttention,
    Unary,
    Glu,
}
#pragma warning restore CS1591

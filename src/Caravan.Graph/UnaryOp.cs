// The element-wise functions of the UNARY op.
namespace Caravan.Graph;

/// <summary>Functions of <see cref="GraphOp.Unary"/>, with ggml's definitions.</summary>
#pragma warning disable CS1591 // The names are ggml's own.
public enum UnaryOp
{
    Abs,
    Sgn,
    Neg,
    Step,
    Tanh,
    Elu,
    Relu,
    Sigmoid,
    Gelu,
    GeluErf,
    GeluQuick,
    Silu,
    HardSwish,
    HardSigmoid,
    Exp,
    SoftPlus,
    ExpM1,
    Floor,
    Ceil,
    Round,
    Trunc,

    /// <summary>Words 1 to 4 are alpha of negatives, alpha of positives, beta and epsilon.</summary>
    Xielu,
    SqrtSoftPlus,
}
#pragma warning restore CS1591

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
}
#pragma warning restore CS1591

// The unary functions that any dialect has.
namespace Caravan.Rpc;

/// <summary>Functions of the UNARY op by name, whatever number a dialect gives them.</summary>
#pragma warning disable CS1591 // The names are the peers' own, spelled out.
public enum WireUnary
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
    GeluQuick,
    Silu,
    HardSwish,
    HardSigmoid,
    Exp,
    ExpM1,
    SoftPlus,
    GeluErf,
    XieLu,
    Floor,
    Ceil,
    Round,
    Trunc,
    SwiGlu,
    SwiGluOai,
    SqrtSoftPlus,
}
#pragma warning restore CS1591

// The numbers of unary functions in each dialect.
namespace Caravan.Rpc;

/// <summary>Unary functions in the order of their numbers.</summary>
internal static class WireUnaryTables
{
    /// <summary>Upstream 5.x: 22 functions.</summary>
    internal static WireUnary[] Upstream { get; } =
    [
        WireUnary.Abs,
        WireUnary.Sgn,
        WireUnary.Neg,
        WireUnary.Step,
        WireUnary.Tanh,
        WireUnary.Elu,
        WireUnary.Relu,
        WireUnary.Sigmoid,
        WireUnary.Gelu,
        WireUnary.GeluQuick,
        WireUnary.Silu,
        WireUnary.HardSwish,
        WireUnary.HardSigmoid,
        WireUnary.Exp,
        WireUnary.ExpM1,
        WireUnary.SoftPlus,
        WireUnary.GeluErf,
        WireUnary.XieLu,
        WireUnary.Floor,
        WireUnary.Ceil,
        WireUnary.Round,
        WireUnary.Trunc,
    ];

    /// <summary>ik_llama.cpp 3.5.x: 19 functions; 8 and 15 mean the opposite of upstream's.</summary>
    internal static WireUnary[] Ik { get; } =
    [
        WireUnary.Abs,
        WireUnary.Sgn,
        WireUnary.Neg,
        WireUnary.Step,
        WireUnary.Tanh,
        WireUnary.Elu,
        WireUnary.Relu,
        WireUnary.Sigmoid,
        WireUnary.GeluErf,
        WireUnary.GeluQuick,
        WireUnary.Silu,
        WireUnary.HardSwish,
        WireUnary.HardSigmoid,
        WireUnary.SwiGlu,
        WireUnary.SwiGluOai,
        WireUnary.Gelu,
        WireUnary.Exp,
        WireUnary.SoftPlus,
        WireUnary.SqrtSoftPlus,
    ];
}

// The kinds of numbers that assembled floating-point products take.
namespace Caravan.Cpu.Assembly.Floats;

internal enum FloatProductType
{
    /// <summary>Weights widened to single precision, activations of single precision: one fused addition an element.</summary>
    Single,

    /// <summary>Half-precision weights as they are stored, activations of single precision.</summary>
    Half,

    /// <summary>bfloat16 on both sides, two elements to a lane: the second one's product is added first, each rounded once.</summary>
    BFloat16,
}

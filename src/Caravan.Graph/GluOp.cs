// The gated activations of the GLU op.
namespace Caravan.Graph;

/// <summary>Functions of <see cref="GraphOp.Glu"/>: <c>activation(gate) * up</c>; the numbers are ggml's.</summary>
#pragma warning disable CS1591 // The names are ggml's own.
public enum GluOp
{
    ReGlu = 0,
    GeGlu = 1,
    SwiGlu = 2,
    SwiGluOai = 3,
    GeGluErf = 4,
    GeGluQuick = 5,
}
#pragma warning restore CS1591

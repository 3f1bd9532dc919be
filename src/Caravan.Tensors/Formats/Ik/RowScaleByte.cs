// The scale byte of the IQ4_KS and IQ5_KS types.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>Seven bits of scale, the eighth chooses the position of the levels.</summary>
internal static class RowScaleByte
{
    /// <summary>The factor of the row's scale, odd, in -127..127.</summary>
    internal static int Factor(int scale) => (scale & 254) - 127;

    /// <summary>1 where the group's levels are shifted, else 0.</summary>
    internal static int Shifted(int scale) => scale & 1;
}

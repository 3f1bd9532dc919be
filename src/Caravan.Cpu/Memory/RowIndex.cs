// The position of a row in a four-dimensional tensor.
namespace Caravan.Cpu;

/// <summary>Indices of a row in dimensions 1 to 3, counted up like an odometer.</summary>
internal struct RowIndex
{
    internal long I1;
    internal long I2;
    internal long I3;

    /// <summary>The indices of row number <paramref name="row"/> of <paramref name="tensor"/>, which has rows.</summary>
    internal static RowIndex From(long row, in TensorView tensor)
    {
        long plane = Math.DivRem(row, tensor.Ne1, out long i1);
        long i3 = Math.DivRem(plane, tensor.Ne2, out long i2);
        return new RowIndex
        {
            I1 = i1,
            I2 = i2,
            I3 = i3,
        };
    }

    /// <summary>Moves to the next row of <paramref name="tensor"/>.</summary>
    internal void Next(in TensorView tensor)
    {
        if (++I1 == tensor.Ne1)
        {
            I1 = 0;
            if (++I2 == tensor.Ne2)
            {
                I2 = 0;
                I3++;
            }
        }
    }
}

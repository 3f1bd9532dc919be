// Where a tensor lies in memory during a run: address, extents and strides.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>A tensor as kernels see it, with the extents of the current symbols. Lives in native memory of a program.</summary>
internal unsafe struct TensorView
{
    private const long MostElements = 1L << 40;

    internal byte* Data;
    internal long Ne0;
    internal long Ne1;
    internal long Ne2;
    internal long Ne3;
    internal long Nb0;
    internal long Nb1;
    internal long Nb2;
    internal long Nb3;
    internal TensorType Type;

    /// <summary>Number of rows.</summary>
    internal readonly long Rows => Ne1 * Ne2 * Ne3;

    /// <summary>Number of elements.</summary>
    internal readonly long Elements => Ne0 * Rows;

    /// <summary>The first byte of a row.</summary>
    internal readonly byte* Row(long i1, long i2, long i3) => Data + i1 * Nb1 + i2 * Nb2 + i3 * Nb3;

    /// <summary>The first byte of a row.</summary>
    internal readonly byte* Row(in RowIndex row) => Row(row.I1, row.I2, row.I3);

    /// <summary>The first byte of the row that is repeated at <paramref name="row"/> of a larger tensor.</summary>
    internal readonly byte* RepeatedRow(in RowIndex row) => Row(row.I1 % Ne1, row.I2 % Ne2, row.I3 % Ne3);

    /// <summary>True when the elements (or blocks) of each row follow one another.</summary>
    internal readonly bool HasDenseRows
    {
        get
        {
            TensorTypeTraits traits = TensorTypes.Get(Type);
            return Nb0 == traits.BlockBytes || (Ne0 <= 1 && !traits.IsQuantized);
        }
    }

    /// <summary>True when there is no gap and no overlap between its bytes; a dimension of one element has no stride.</summary>
    internal readonly bool IsContiguous
    {
        get
        {
            TensorTypeTraits traits = TensorTypes.Get(Type);
            if (!IsCountable || !HasDenseRows || Ne0 % traits.BlockElements != 0)
            {
                return false;
            }

            long row = traits.RowBytes(Ne0);
            return (Ne1 <= 1 || Nb1 == row) && (Ne2 <= 1 || Nb2 == row * Ne1) && (Ne3 <= 1 || Nb3 == row * Ne1 * Ne2);
        }
    }

    /// <summary>
    /// True when the number of elements is below 2^40, so that no product of extents overflows. Strides of zero make any
    /// extents fit a few bytes.
    /// </summary>
    internal readonly bool IsCountable =>
        Ne0 is >= 0 and <= MostElements
        && Ne1 is >= 0 and <= MostElements
        && Ne2 is >= 0 and <= MostElements
        && Ne3 is >= 0 and <= MostElements
        && (Int128)Ne1 * Ne2 * Ne3 <= MostElements
        && (Int128)(Ne1 * Ne2 * Ne3) * Ne0 <= MostElements;

    /// <summary>True when this fits <paramref name="large"/> a whole number of times in each dimension, and neither is empty.</summary>
    internal readonly bool Repeats(in TensorView large) =>
        Divides(Ne0, large.Ne0) && Divides(Ne1, large.Ne1) && Divides(Ne2, large.Ne2) && Divides(Ne3, large.Ne3);

    /// <summary>True when <paramref name="extent"/> is a multiple of <paramref name="part"/>, which may be anything.</summary>
    internal static bool Divides(long part, long extent) => part > 0 && extent % part == 0;

    /// <summary>True when both have the same extents.</summary>
    internal readonly bool SameShape(in TensorView other) =>
        Ne0 == other.Ne0 && Ne1 == other.Ne1 && Ne2 == other.Ne2 && Ne3 == other.Ne3;
}

// Where a tensor lies in memory during a run: address, extents and strides.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>A tensor as kernels see it, with the extents of the current symbols. Lives in native memory of a program.</summary>
internal unsafe struct TensorView
{
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

    /// <summary>True when both have the same extents.</summary>
    internal readonly bool SameShape(in TensorView other) =>
        Ne0 == other.Ne0 && Ne1 == other.Ne1 && Ne2 == other.Ne2 && Ne3 == other.Ne3;
}

// The shape of a tile: unpacked weights of sixteen rows, so arranged that vector lanes are rows.
namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>
/// A tile holds up to <see cref="Elements"/> elements of <see cref="Rows"/> weight rows. Quants are bytes or 16-bit words; the
/// four bytes (or two words) of consecutive elements of a row make one 32-bit lane, and each 64 bytes hold such a lane for each
/// row. Scales and minimums are floats, sixteen rows for each group. Elements are thus summed within lanes and no
/// sum ever crosses lanes, which are rows of the result.
/// </summary>
internal static class TileLayout
{
    /// <summary>Weight rows of a tile.</summary>
    internal const int Rows = 16;

    /// <summary>Weight rows whose lanes fill 256 bits.</summary>
    internal const int HalfRows = 8;

    /// <summary>The most elements of a row in a tile: a tile of words then takes a quarter of a common first-level cache.</summary>
    internal const int Elements = 256;

    /// <summary>Bytes of one lane of each row.</summary>
    internal const int LaneBytes = Rows * sizeof(int);

    /// <summary>Bytes of a full tile's quants as words, the larger form.</summary>
    internal const int QuantBytes = Rows * Elements * sizeof(short);

    /// <summary>The most groups of a row in a tile: groups have at least 16 elements.</summary>
    internal const int Groups = Elements / 16;

    /// <summary>Bytes of a full tile's scales or minimums.</summary>
    internal const int ScaleBytes = Rows * Groups * sizeof(float);

    /// <summary>Bytes of a tile: scales, minimums, quants. Row tiles that are multiplied together follow each other.</summary>
    internal const int Bytes = (2 * ScaleBytes) + QuantBytes;
}

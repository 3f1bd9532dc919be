// One block of a bundle of rows, seen from one of its rows.
using System.Buffers.Binary;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// The bytes of one block, which hold the elements of every row of the bundle, and of the extra bytes that stand before
/// the bundle's first block; <see cref="Row"/> says which row is to be read.
/// </summary>
public readonly ref struct BundleBlock
{
    internal BundleBlock(ReadOnlySpan<byte> rowExtra, ReadOnlySpan<byte> bytes, int row)
    {
        RowExtra = rowExtra;
        Bytes = bytes;
        Row = row;
    }

    /// <summary>The extra bytes of all rows of the bundle; empty where the type has none.</summary>
    public ReadOnlySpan<byte> RowExtra { get; }

    /// <summary>The block: <c>InterleavedRows * BlockBytes</c> bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The row to read, 0 to <c>InterleavedRows - 1</c>.</summary>
    public int Row { get; }

    /// <summary>The row's own scale where the extra bytes begin with one float a row.</summary>
    public float RowSingle => BinaryPrimitives.ReadSingleLittleEndian(RowExtra[(4 * Row)..]);

    /// <summary>The row's own scale where the extra bytes begin with one half a row.</summary>
    public float RowHalf => HalfConverter.ReadSingle(RowExtra[(2 * Row)..]);

    /// <summary>The half numbered <paramref name="index"/> of those that the block begins with.</summary>
    public float BlockHalf(int index) => HalfConverter.ReadSingle(Bytes[(2 * index)..]);
}

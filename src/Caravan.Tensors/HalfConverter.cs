// Converts between half and single precision.
namespace Caravan.Tensors;

/// <summary>Half precision (IEEE 754 binary16) to and from single precision.</summary>
public static class HalfConverter
{
    /// <summary>The value of the half with these bits, exactly.</summary>
    public static float ToSingle(ushort half) => (float)BitConverter.UInt16BitsToHalf(half);

    /// <summary>The value of the little-endian half at the start of <paramref name="bytes"/>.</summary>
    public static float ReadSingle(ReadOnlySpan<byte> bytes) =>
        ToSingle(System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(bytes));
}

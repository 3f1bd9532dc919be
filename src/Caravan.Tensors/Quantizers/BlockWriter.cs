// Writes the parts that blocks of several types share.
using System.Buffers.Binary;

namespace Caravan.Tensors.Quantizers;

internal static class BlockWriter
{
    /// <summary>Writes a little-endian half and gives the value it stands for.</summary>
    internal static float WriteHalf(Span<byte> destination, float value)
    {
        ushort half = HalfConverter.FromSingle(value);
        BinaryPrimitives.WriteUInt16LittleEndian(destination, half);
        return HalfConverter.ToSingle(half);
    }
}

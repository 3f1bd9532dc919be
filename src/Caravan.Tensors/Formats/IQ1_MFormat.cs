// IQ1_M: blocks of 256 elements from a ternary grid of 2048 points, scaled for each 16 and shifted for each 8.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ byte q[32]; byte h[16]; uint16 s[4] }</c>: each nibble of h has three top bits of a point and the sign of its shift. The top
/// nibbles of s together are the half-precision d, the rest are three-bit scales;
/// <c>value = d * (2 * s + 1) * (point ± 1/8)</c>, here in eighths.
/// </summary>
public sealed class IQ1_MFormat() : BlockQuantFormat(TensorType.IQ1_M, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        int scaleBits = 0;
        for (int i = 0; i < 4; i++)
        {
            scaleBits |= (PackedScales(block, i) >> 12) << (4 * i);
        }

        float scale = HalfConverter.ToSingle((ushort)scaleBits);
        for (int group = 0; group < 16; group++)
        {
            int packed = (PackedScales(block, group >> 2) >> (3 * (group & 3))) & 7;
            scales[group] = scale * ((2 * packed) + 1) * 0.125f;
        }

        for (int i = 0; i < 32; i++)
        {
            int high = block[32 + (i >> 1)] >> (4 * (i & 1));
            int shift = (high & 8) == 0 ? 1 : -1;
            IQ1Grid.WriteEighths(block[i] | ((high & 7) << 8), shift, quants.Slice(8 * i, 8));
        }
    }

    private static int PackedScales(ReadOnlySpan<byte> block, int index) =>
        BinaryPrimitives.ReadUInt16LittleEndian(block[(48 + (2 * index))..]);
}

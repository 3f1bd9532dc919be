// IQ2_XS_R4: four interleaved rows of IQ2_XS.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d[4]; ushort points[128]; byte scales[32] }</c>: for each 32 elements, then row, four words with nine bits of grid
/// point and seven of signs, and a byte with the scales of both halves. The signs are those bits exclusive-or their double.
/// <c>value = d / 8 * (2 scale + 1) * point</c>.
/// </summary>
public sealed class IQ2_XS_R4Format() : BundleQuantFormat(TensorType.IQ2_XS_R4, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float d = 0.125f * block.BlockHalf(block.Row);
        for (int part = 0; part < 8; part++)
        {
            int unit = 4 * part + block.Row;
            byte scale = block.Bytes[264 + unit];
            scales[2 * part] = d * (2 * (scale & 15) + 1);
            scales[2 * part + 1] = d * (2 * (scale >> 4) + 1);
            for (int i = 0; i < 4; i++)
            {
                int word = BinaryPrimitives.ReadUInt16LittleEndian(block.Bytes[(8 + 8 * unit + 2 * i)..]);
                int signs = word >> 9;
                Span<sbyte> eight = quants.Slice(32 * part + 8 * i, 8);
                Signs.Apply(IQ2_XSGrid.Codebook[word & 511], signs ^ (signs << 1), eight);
            }
        }
    }
}

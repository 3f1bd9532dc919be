// IQ1_S_R4: four interleaved rows of the ternary grid of IQ1_S, one scale a row.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Bundle: <c>half d[4]</c>, then blocks of 32 columns <c>{ byte low[16]; ushort high[4] }</c>: four times one grid point of each
/// row; a row's word holds three high bits of each point, three bits of scale and the sign of the shift.
/// <c>value = d * (2 scale + 1) * (point ± 1/8)</c>, here in eighths.
/// </summary>
public sealed class IQ1_S_R4Format() : BundleQuantFormat(TensorType.IQ1_S_R4, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        int high = BinaryPrimitives.ReadUInt16LittleEndian(block.Bytes[(16 + 2 * block.Row)..]);
        scales[0] = 0.125f * (block.RowHalf * (2 * ((high >> 12) & 7) + 1));
        int shift = (high & 0x8000) == 0 ? 1 : -1;
        for (int i = 0; i < 4; i++)
        {
            int point = block.Bytes[4 * i + block.Row] | (((high >> (3 * i)) & 7) << 8);
            IQ1Grid.WriteEighths(point, shift, quants.Slice(8 * i, 8));
        }
    }
}

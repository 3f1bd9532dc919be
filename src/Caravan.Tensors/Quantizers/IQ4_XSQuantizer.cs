// IQ4_XS: four-bit codes of uneven levels with six-bit scales for each 32.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.IQ4_XSFormat"/>.</summary>
internal sealed class IQ4_XSQuantizer() : BlockQuantizer(TensorType.IQ4_XS, smallestReach: 31 * 113)
{
    private const int Groups = 8;
    private const int GroupElements = 32;

    [SkipLocalsInit]
    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<sbyte> scales = stackalloc sbyte[Groups];
        Span<byte> codes = stackalloc byte[MaxBlockElements];
        float factor = ScaledSuperBlock.Search(
            default(UnevenLevels),
            new EvenLevels(-32, 31),
            GroupElements,
            values,
            weights,
            scales,
            codes
        );
        BlockWriter.WriteHalf(block, factor);
        block.Slice(4, 4).Clear();
        int highPairs = 0;
        for (int group = 0; group < Groups; group++)
        {
            int scale = scales[group] + 32;
            block[4 + (group >> 1)] |= (byte)((scale & 15) << (4 * (group & 1)));
            highPairs |= (scale >> 4) << (2 * group);
            BlockWriter.WriteNibbles(
                codes.Slice(group * GroupElements, GroupElements),
                block.Slice(8 + (16 * group), 16)
            );
        }

        BinaryPrimitives.WriteUInt16LittleEndian(block[2..], (ushort)highPairs);
    }
}

// Q3_K: three-bit quants with six-bit scales for each 16.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.Q3_KFormat"/>.</summary>
internal sealed class Q3_KQuantizer() : BlockQuantizer(TensorType.Q3_K, smallestReach: 31 * 3)
{
    private const int Groups = 16;
    private const int GroupElements = 16;

    [SkipLocalsInit]
    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<sbyte> scales = stackalloc sbyte[Groups];
        Span<byte> codes = stackalloc byte[MaxBlockElements];
        float factor = ScaledSuperBlock.Search(
            new EvenLevels(-4, 3),
            new EvenLevels(-32, 31),
            GroupElements,
            values,
            weights,
            scales,
            codes
        );
        BlockWriter.WriteBitPlane(codes, bit: 2, block[..32]);
        BlockWriter.WritePairs(codes, block.Slice(32, 64));
        WriteScales(scales, block.Slice(96, 12));
        BlockWriter.WriteHalf(block[108..], factor);
    }

    private static void WriteScales(ReadOnlySpan<sbyte> scales, Span<byte> packed)
    {
        packed.Clear();
        for (int group = 0; group < scales.Length; group++)
        {
            // Four low bits in the nibbles of bytes 0..7, two high bits in the pairs of bytes 8..11.
            int scale = scales[group] + 32;
            packed[group & 7] |= (byte)((scale & 15) << (4 * (group >> 3)));
            packed[8 + (group & 3)] |= (byte)((scale >> 4) << (2 * (group >> 2)));
        }
    }
}

// Q6_K: six-bit quants with signed byte scales for each 16.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.Q6_KFormat"/>.</summary>
internal sealed class Q6_KQuantizer() : BlockQuantizer(TensorType.Q6_K, smallestReach: 127 * 31)
{
    private const int Groups = 16;
    private const int GroupElements = 16;

    [SkipLocalsInit]
    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<sbyte> scales = stackalloc sbyte[Groups];
        Span<byte> codes = stackalloc byte[MaxBlockElements];
        float factor = ScaledSuperBlock.Search(
            new EvenLevels(-32, 31),
            new EvenLevels(-128, 127),
            GroupElements,
            values,
            weights,
            scales,
            codes
        );
        for (int half = 0; half < 2; half++)
        {
            ReadOnlySpan<byte> runs = codes.Slice(half * 128, 128);
            Span<byte> lowNibbles = block.Slice(half * 64, 64);
            Span<byte> highPairs = block.Slice(128 + (half * 32), 32);
            BlockWriter.WriteNibbles(runs, lowNibbles);
            for (int i = 0; i < highPairs.Length; i++)
            {
                highPairs[i] = (byte)(
                    (runs[i] >> 4)
                    | ((runs[i + 32] >> 4) << 2)
                    | ((runs[i + 64] >> 4) << 4)
                    | ((runs[i + 96] >> 4) << 6)
                );
            }
        }

        for (int group = 0; group < Groups; group++)
        {
            block[192 + group] = (byte)scales[group];
        }

        BlockWriter.WriteHalf(block[208..], factor);
    }
}

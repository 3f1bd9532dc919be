// TQ1_0: blocks of 256 ternary quants, five to a byte, with one half-precision scale.
namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ byte q[48]; byte r[4]; half d }</c>: <c>value = d * (trit - 1)</c>. A byte is a fraction of 256 whose ternary digits, the first
/// after the point first, are elements of successive runs: bytes 0..31 make five runs of 32, bytes 32..47 five of 16, r four of 4.
/// </summary>
public sealed class TQ1_0Format() : BlockQuantFormat(TensorType.TQ1_0, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales.Fill(HalfConverter.ReadSingle(block[52..]));
        UnpackRuns(block[..32], runs: 5, quants[..160]);
        UnpackRuns(block.Slice(32, 16), runs: 5, quants.Slice(160, 80));
        UnpackRuns(block.Slice(48, 4), runs: 4, quants.Slice(240, 16));
    }

    private static void UnpackRuns(ReadOnlySpan<byte> packed, int runs, Span<sbyte> quants)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            int fraction = packed[i];
            for (int run = 0; run < runs; run++)
            {
                int digit = fraction * 3;
                quants[(run * packed.Length) + i] = (sbyte)((digit >> 8) - 1);
                fraction = digit & 255;
            }
        }
    }
}

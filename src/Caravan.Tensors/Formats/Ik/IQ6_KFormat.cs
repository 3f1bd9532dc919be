// IQ6_K: six-bit codes of levels on a cubic, groups of 16.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d; ushort shifted; sbyte scales[16]; byte low[128]; byte high[64] }</c>: one bit of <c>shifted</c> and one byte of
/// <c>scales</c> a group; <c>value = d * scale * level(code)</c>.
/// </summary>
/// <remarks>
/// The levels are no whole numbers. Quants are the levels rounded, with which ik_llama.cpp's matrix kernels compute;
/// <see cref="TryDequantize"/> gives the values of its row dequantizer, which does not round.
/// </remarks>
public sealed class IQ6_KFormat() : BlockQuantFormat(TensorType.IQ6_K, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        for (int group = 0; group < scales.Length; group++)
        {
            scales[group] = Scale(block, group);
        }

        for (int i = 0; i < quants.Length; i++)
        {
            quants[i] = (sbyte)(CubicLevels.Rounded[Code(block, i)] + Shift(block, i / 16));
        }
    }

    /// <inheritdoc/>
    public override bool TryDequantize(ReadOnlySpan<byte> rows, int columns, Span<float> values)
    {
        TensorTypeTraits traits = TensorTypes.Get(Type);
        UnpackBuffers.CheckValues(this, rows, columns, values);
        for (int i = 0; i < columns; i++)
        {
            ReadOnlySpan<byte> block = rows.Slice(i / traits.BlockElements * traits.BlockBytes, traits.BlockBytes);
            int element = i % traits.BlockElements;
            int group = element / GroupElements;
            values[i] = Scale(block, group) * (CubicLevels.Exact[Code(block, element)] + Shift(block, group));
        }

        return true;
    }

    private static float Scale(ReadOnlySpan<byte> block, int group) =>
        HalfConverter.ReadSingle(block) * (sbyte)block[4 + group];

    private static int Shift(ReadOnlySpan<byte> block, int group) =>
        CubicLevels.Shift * ((BinaryPrimitives.ReadUInt16LittleEndian(block[2..]) >> group) & 1);

    private static int Code(ReadOnlySpan<byte> block, int element) =>
        BlockCodes.NibbleOf64(block.Slice(20, 128), element) | (BlockCodes.Pair(block.Slice(148, 64), element) << 4);
}

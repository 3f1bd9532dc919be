// IQ2_KT: trellis codes of 16 bits for 8 elements, groups of 32, one scale a row.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte scales[4]; ushort codes[32] }</c>. Group <c>g</c> has nibble <c>g / 4</c> of
/// <c>scales[g % 4]</c>; <c>value = d * level4(scale) * trellis(code)</c>.
/// </summary>
/// <remarks>
/// ik_llama.cpp's matrix kernels, on every device, multiply the row's scale by 1.05, and so do the scales given here;
/// <see cref="TryDequantize"/> gives the values of its row dequantizer, which does not.
/// </remarks>
public sealed class IQ2_KTFormat() : BundleQuantFormat(TensorType.IQ2_KT, groupElements: 32)
{
    private const int CodeElements = 8;

    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float d = block.RowSingle * IntegerTrellis.FactorOfIQ2;
        for (int group = 0; group < scales.Length; group++)
        {
            scales[group] = d * Level(block.Bytes, group);
        }

        for (int c = 0; c < quants.Length / CodeElements; c++)
        {
            IntegerTrellis.Generate(State(block.Bytes, c), quants.Slice(CodeElements * c, CodeElements));
        }
    }

    /// <inheritdoc/>
    public override bool TryDequantize(ReadOnlySpan<byte> rows, int columns, Span<float> values)
    {
        TensorTypeTraits traits = TensorTypes.Get(Type);
        UnpackBuffers.CheckValues(this, rows, columns, values);
        float d = BinaryPrimitives.ReadSingleLittleEndian(rows);
        Span<sbyte> quants = stackalloc sbyte[CodeElements];
        for (int i = 0; i < columns; i += CodeElements)
        {
            int start = traits.RowExtraBytes + (i / traits.BlockElements * traits.BlockBytes);
            ReadOnlySpan<byte> block = rows.Slice(start, traits.BlockBytes);
            int element = i % traits.BlockElements;
            float scale = d * Level(block, element / GroupElements);
            IntegerTrellis.Generate(State(block, element / CodeElements), quants);
            for (int j = 0; j < CodeElements; j++)
            {
                values[i + j] = scale * quants[j];
            }
        }

        return true;
    }

    private static int Level(ReadOnlySpan<byte> block, int group) =>
        IQ4Levels.Values[(block[group % 4] >> (4 * (group / 4))) & 15];

    private static uint State(ReadOnlySpan<byte> block, int code) =>
        BinaryPrimitives.ReadUInt16LittleEndian(block[(4 + (2 * code))..]) + IntegerTrellis.Offset;
}

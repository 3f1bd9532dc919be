// What the files of other engines do not show of ik_llama.cpp's types.
namespace Caravan.Tensors.Tests;

public sealed class IkFormatTests
{
    // ik_llama.cpp's iq6nl_values, its first half; the second half is one more each.
    private static readonly sbyte[] WholeLevelsOfIQ6_K =
    [
        .. (ReadOnlySpan<sbyte>)[-127, -121, -115, -109, -104, -98, -93, -88, -84, -79, -74, -70, -66, -62, -58, -54],
        .. (ReadOnlySpan<sbyte>)[-51, -47, -44, -40, -37, -34, -31, -28, -25, -22, -19, -16, -13, -11, -8, -5],
        .. (ReadOnlySpan<sbyte>)[-2, 0, 3, 6, 9, 12, 14, 17, 20, 23, 27, 30, 33, 36, 40, 44],
        .. (ReadOnlySpan<sbyte>)[47, 51, 55, 59, 63, 68, 72, 77, 82, 87, 92, 98, 103, 109, 115, 121],
    ];

    [Fact]
    public void Every_quantized_type_has_a_format()
    {
        List<string> missing = [];
        foreach (TensorTypeTraits traits in TensorTypes.All)
        {
            if (traits.IsQuantized && !QuantFormats.TryGet(traits.Type, out _))
            {
                missing.Add(traits.Name);
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void MXFP4_R8_reads_eight_rows_of_MXFP4()
    {
        // A plain block is { e, byte[16] }. Interleaved, the eight e stand first; then byte j of row k is byte
        // 32 * (j / 4) + 4 * k + j % 4: four bytes of each row in turn, four times.
        const int Columns = 64;
        const int PlainRow = Columns / 32 * 17;
        byte[] exponents = [0, 1, 2, 100, 127, 128, 200, 255];
        byte[] plain = new byte[8 * PlainRow];
        byte[] interleaved = new byte[8 * PlainRow];
        for (int row = 0; row < 8; row++)
        {
            for (int block = 0; block < Columns / 32; block++)
            {
                Span<byte> from = plain.AsSpan(row * PlainRow + 17 * block, 17);
                Span<byte> to = interleaved.AsSpan(8 * 17 * block, 8 * 17);
                from[0] = to[row] = exponents[(row + block) % 8];
                for (int j = 0; j < 16; j++)
                {
                    from[1 + j] = (byte)(37 * row + 101 * block + 59 * j);
                    to[8 + 32 * (j / 4) + 4 * row + j % 4] = from[1 + j];
                }
            }
        }

        float[] expected = new float[8 * Columns];
        float[] values = new float[8 * Columns];
        Dequantizer.DequantizeRows(TensorType.MXFP4, plain, Columns, expected);
        Dequantizer.DequantizeRows(TensorType.MXFP4_R8, interleaved, Columns, values);

        Assert.Equal(expected, values);
    }

    [Fact]
    public void IQ6_K_quants_are_the_whole_levels_of_the_other_engine_s_kernels()
    {
        // { half d = 1; ushort shifted; sbyte scales[16] = 1; low[128]; high[64] }, element e having code e % 64; each
        // second group of 16 is shifted, which adds 1.
        byte[] block = new byte[212];
        (block[1], block[2], block[3]) = (0x3C, 0xAA, 0xAA);
        block.AsSpan(4, 16).Fill(1);
        sbyte[] expected = new sbyte[256];
        for (int e = 0; e < 256; e++)
        {
            int code = e % 64;
            block[20 + 32 * (e / 64) + e % 32] |= (byte)((code & 15) << (4 * (e / 32 % 2)));
            block[148 + 32 * (e / 128) + e % 32] |= (byte)((code >> 4) << (2 * (e / 32 % 4)));
            expected[e] = (sbyte)(WholeLevelsOfIQ6_K[code] + e / 16 % 2);
        }

        sbyte[] quants = new sbyte[256];
        float[] scales = new float[16];
        QuantFormats.Get(TensorType.IQ6_K).Unpack(block, 256, quants, scales, []);

        Assert.Equal(expected, quants);
        Assert.All(scales, scale => Assert.Equal(1f, scale));
    }

    [Fact]
    public void IQ2_KT_scales_of_products_are_a_twentieth_above_those_of_values()
    {
        // float 1, then one block: scale nibbles 0 to 7 of the levels -127, -104, ...; all codes 0 but the second, which is 1.
        byte[] row = new byte[4 + 68];
        row[2] = 0x80;
        row[3] = 0x3F;
        (byte Even, byte Odd)[] nibbles = [(0, 4), (1, 5), (2, 6), (3, 7)];
        for (int i = 0; i < nibbles.Length; i++)
        {
            row[4 + i] = (byte)(nibbles[i].Even | (nibbles[i].Odd << 4));
        }

        row[10] = 1;
        sbyte[] quants = new sbyte[256];
        float[] scales = new float[8];
        float[] values = new float[256];
        QuantFormats.Get(TensorType.IQ2_KT).Unpack(row, 256, quants, scales, []);
        Dequantizer.DequantizeRows(TensorType.IQ2_KT, row, 256, values);

        float[] levels = [-127, -104, -83, -65, -49, -35, -22, -10];
        Assert.Equal(levels.Select(level => 1.05f * level), scales);
        Assert.Equal(quants.Select((quant, i) => levels[i / 32] * quant), values);
    }

    [Fact]
    public void IQ6_K_refuses_values_without_room()
    {
        QuantFormat format = QuantFormats.Get(TensorType.IQ6_K);

        Assert.Throws<TensorFormatException>(() => format.TryDequantize(new byte[212], 256, new float[255]));
        Assert.Throws<TensorFormatException>(() => format.TryDequantize(new byte[211], 256, new float[256]));
    }

    [Theory]
    [InlineData(TensorType.Q4_0_R8, 7)]
    [InlineData(TensorType.IQ4_KS_R4, 3)]
    [InlineData(TensorType.Q8_K_R16, 15)]
    public void Rows_that_are_no_whole_bundle_are_refused(TensorType type, int rows)
    {
        byte[] bytes = new byte[rows * TensorTypes.Get(type).RowBytes(256)];

        Assert.Throws<TensorFormatException>(() => Dequantizer.DequantizeRows(type, bytes, 256, new float[rows * 256]));
    }

    [Fact]
    public void Buffers_of_a_bundle_without_room_are_refused()
    {
        QuantFormat format = QuantFormats.Get(TensorType.Q2_K_R4);
        byte[] bytes = new byte[4 * 84];
        sbyte[] quants = new sbyte[4 * 256];
        float[] scales = new float[64];

        Assert.Throws<TensorFormatException>(() => format.Unpack(bytes, 256, quants.AsSpan(1), scales, scales));
        Assert.Throws<TensorFormatException>(() => format.Unpack(bytes, 256, quants, scales.AsSpan(1), scales));
        Assert.Throws<TensorFormatException>(() => format.Unpack(bytes, 256, quants, scales, scales.AsSpan(1)));
    }
}

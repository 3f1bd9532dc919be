// Reads hand-made rows of the ternary types of ik_llama.cpp, of which no file of another engine is at hand.
using System.Buffers.Binary;

namespace Caravan.Tensors.Tests;

public sealed class IkBitNetTests
{
    [Fact]
    public void IQ1_BN_reads_base_three_digits_and_the_row_scale()
    {
        // Digits 0 1 2 0 1, the lowest first, are 0 + 1*3 + 2*9 + 0*27 + 1*81 = 102 of 243: 256 * 102 / 243 = 107.5, up: 108.
        // Each byte of the twelve holds five elements of 16; the sixteenth elements are the digits of the last byte:
        // 2 1 0 2 are 2 + 1*3 + 0*9 + 2*27 = 59 of 243: 256 * 59 / 243 = 62.2, up: 63.
        // 0x3800 is the half 0.5; a digit less one is the quant.
        byte[] row = [0x00, 0x38, 108, 108, 108, 108, 108, 108, 108, 108, 108, 108, 108, 108, 63];
        float[] five = [-0.5f, 0, 0.5f, -0.5f, 0];
        float[] fifteen = [.. five, .. five, .. five];
        float[] expected = [.. fifteen, 0.5f, .. fifteen, 0, .. fifteen, -0.5f, .. fifteen, 0.5f];

        Assert.Equal(expected, Read(TensorType.IQ1_BN, row, 64));
    }

    [Fact]
    public void IQ1_BN_reads_every_byte_that_stands_for_five_digits()
    {
        for (int number = 0; number < 243; number++)
        {
            // 0x3C00 is the half 1; 128 = 256 * 121 / 243, up, is the digits 1 1 1 1 1, which are zeros.
            byte packed = (byte)((256 * number + 242) / 243);
            byte[] row = [0x00, 0x3C, packed, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128];
            float[] expected = new float[64];
            for (int digit = 0, rest = number; digit < 5; digit++, rest /= 3)
            {
                expected[digit] = rest % 3 - 1;
            }

            Assert.Equal(expected, Read(TensorType.IQ1_BN, row, 64));
        }
    }

    [Fact]
    public void IQ1_BN_rows_follow_one_another_with_their_own_scales()
    {
        // Two rows of two blocks: 2 + 2 * 13 bytes each. Byte 0 is five digits 0, byte 255 (256 * 242 / 243, up) five digits 2.
        byte[] rows = new byte[56];
        BinaryPrimitives.WriteHalfLittleEndian(rows, (Half)2);
        BinaryPrimitives.WriteHalfLittleEndian(rows.AsSpan(28), (Half)3);
        rows.AsSpan(2 + 13, 13).Fill(255);
        rows.AsSpan(30, 13).Fill(255);
        float[] expected = [.. Repeat(-2), .. Repeat(2), .. Repeat(3), .. Repeat(-3)];

        Assert.Equal(expected, Read(TensorType.IQ1_BN, rows, 128));
    }

    [Fact]
    public void IQ2_BN_reads_bit_pairs_sixteen_elements_apart_and_the_row_scale()
    {
        // 0x40000000 is the float 2. Byte 0, 00 10 01 00 from the top, is element 0 code 0, element 16 code 1, element 32
        // code 2, element 48 code 0. Byte 15, 00 00 01 10, is elements 15, 31, 47, 63 with codes 2, 1, 0, 0. Codes less one
        // are quants; the other bytes are four times code 1.
        byte[] row =
        [
            .. (ReadOnlySpan<byte>)[0, 0, 0, 0x40, 0b00_10_01_00],
            .. Enumerable.Repeat((byte)0b01_01_01_01, 14),
            0b00_00_01_10,
        ];
        float[] expected = new float[64];
        (expected[0], expected[32], expected[48]) = (-2, 2, -2);
        (expected[15], expected[47], expected[63]) = (2, -2, -2);

        Assert.Equal(expected, Read(TensorType.IQ2_BN, row, 64));
    }

    [Fact]
    public void IQ2_BN_R4_reads_four_rows_of_IQ2_BN()
    {
        // Of each 64 columns, columns 0..3 of rows 0, 1, 2, 3 are the lowest bit pairs of bytes 0..15, columns 4..7 the
        // second pairs, 8..11 the third, 12..15 the fourth; columns 16..31 are bytes 16..31 in the same way, and so on.
        // The four scales stand before all blocks.
        const int Columns = 128;
        float[] scales = [1, 0.5f, 3, 0.25f];
        byte[] rows = new byte[16 + 4 * Columns / 4];
        float[] expected = new float[4 * Columns];
        for (int row = 0; row < 4; row++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(rows.AsSpan(4 * row), scales[row]);
            for (int column = 0; column < Columns; column++)
            {
                int code = (5 * row + column * column + column / 7) % 3;
                int block = column / 64;
                int line = column % 64 / 16;
                int pair = column % 16 / 4;
                rows[16 + 64 * block + 16 * line + 4 * row + column % 4] |= (byte)(code << (2 * pair));
                expected[Columns * row + column] = scales[row] * (code - 1);
            }
        }

        Assert.Equal(expected, Read(TensorType.IQ2_BN_R4, rows, Columns));
    }

    private static float[] Repeat(float value) => [.. Enumerable.Repeat(value, 64)];

    private static float[] Read(TensorType type, byte[] rows, int columns)
    {
        long rowCount = rows.Length / TensorTypes.Get(type).RowBytes(columns);
        float[] values = new float[rowCount * columns];
        Dequantizer.DequantizeRows(type, rows, columns, values);
        return values;
    }
}

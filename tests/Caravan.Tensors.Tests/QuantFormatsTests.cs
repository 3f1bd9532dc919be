// Checks the registry of quantized formats, and that no bytes or buffers lead one out of bounds.
namespace Caravan.Tensors.Tests;

public sealed class QuantFormatsTests
{
    public static TheoryData<TensorType> Types => [.. QuantFormats.All.ToArray().Select(format => format.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_format_is_found_by_its_type(TensorType type)
    {
        Assert.True(QuantFormats.TryGet(type, out QuantFormat? format));
        Assert.Equal(type, format.Type);
        Assert.True(TensorTypes.Get(type).IsQuantized);
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.I64)]
    public void Plain_types_have_none(TensorType type)
    {
        Assert.False(QuantFormats.TryGet(type, out _));
        TensorFormatException exception = Assert.Throws<TensorFormatException>(() => QuantFormats.Get(type));
        Assert.Contains(type.ToString(), exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Groups_are_of_16_or_32_and_divide_the_block(TensorType type)
    {
        QuantFormat format = QuantFormats.Get(type);

        Assert.Contains(format.GroupElements, new[] { 16, 32 });
        Assert.Equal(0, TensorTypes.Get(type).BlockElements % format.GroupElements);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Any_bytes_unpack_within_the_buffers(TensorType type)
    {
        Random random = new(1);
        (byte[] rows, int columns, sbyte[] quants, float[] scales) = Buffers(type);
        for (int round = 0; round < 50; round++)
        {
            random.NextBytes(rows);
            QuantFormats.Get(type).Unpack(rows, columns, quants, scales, scales);
        }

        rows.AsSpan().Fill(0xFF);
        QuantFormats.Get(type).Unpack(rows, columns, quants, scales, scales);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Buffers_of_the_wrong_length_are_refused(TensorType type)
    {
        QuantFormat format = QuantFormats.Get(type);
        (byte[] rows, int columns, sbyte[] quants, float[] scales) = Buffers(type);

        Assert.Throws<TensorFormatException>(() => format.Unpack(rows.AsSpan(1), columns, quants, scales, scales));
        Assert.Throws<TensorFormatException>(() => format.Unpack(rows, columns - 1, quants, scales, scales));
        Assert.Throws<TensorFormatException>(() => format.Unpack(rows, columns, quants.AsSpan(1), scales, scales));
        Assert.Throws<TensorFormatException>(() => format.Unpack(rows, columns, quants, scales.AsSpan(1), scales));
        if (format.HasMinimum)
        {
            Assert.Throws<TensorFormatException>(() => format.Unpack(rows, columns, quants, scales, scales.AsSpan(1)));
        }
    }

    private static (byte[] Rows, int Columns, sbyte[] Quants, float[] Scales) Buffers(TensorType type)
    {
        const int Columns = 512;
        TensorTypeTraits traits = TensorTypes.Get(type);
        int elements = Columns * traits.InterleavedRows;
        return (
            new byte[traits.RowBytes(Columns) * traits.InterleavedRows],
            Columns,
            new sbyte[elements],
            new float[elements / QuantFormats.Get(type).GroupElements]
        );
    }
}

// Checks the table of tensor types against both engines' tables, and what is said of types that files must not have.
namespace Caravan.Tensors.Tests;

public sealed class TensorTypesTests
{
    public static TheoryData<int> Ids => [.. TensorTypeReference.All.Select(type => type.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Layout_equals_the_engines_table(int id)
    {
        TensorTypeReference expected = TensorTypeReference.All.Single(type => type.Id == id);

        TensorTypeTraits traits = TensorTypes.FromId(id);

        Assert.Equal(expected.Name, traits.Name);
        Assert.Equal(expected.BlockElements, traits.BlockElements);
        Assert.Equal(expected.BlockBytes, traits.BlockBytes);
        Assert.Equal(expected.RowExtraBytes, traits.RowExtraBytes);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Row_bytes_are_the_blocks_and_what_the_row_has_beside_them(int id)
    {
        TensorTypeReference expected = TensorTypeReference.All.Single(type => type.Id == id);

        long bytes = TensorTypes.FromId(id).RowBytes(4096);

        Assert.Equal((4096 / expected.BlockElements * expected.BlockBytes) + expected.RowExtraBytes, bytes);
    }

    [Fact]
    public void All_types_of_the_engines_tables_are_known_and_no_others()
    {
        Assert.Equal(
            TensorTypeReference.All.Select(type => type.Name),
            TensorTypes.All.ToArray().OrderBy(traits => traits.Type).Select(traits => traits.Name)
        );
    }

    [Fact]
    public void Interleaved_rows_are_what_the_name_ends_in()
    {
        foreach (TensorTypeTraits traits in TensorTypes.All)
        {
            int mark = traits.Name.LastIndexOf("_R", StringComparison.Ordinal);
            int expected = mark < 0 ? 1 : int.Parse(traits.Name[(mark + 2)..]);
            Assert.Equal(expected, traits.InterleavedRows);
        }
    }

    [Theory]
    [InlineData(4, "Q4_2", "Q4_0")]
    [InlineData(5, "Q4_3", "Q4_1")]
    [InlineData(31, "Q4_0_4_4", "Q4_0 file")]
    [InlineData(32, "Q4_0_4_8", "Q4_0 file")]
    [InlineData(33, "Q4_0_8_8", "Q4_0 file")]
    [InlineData(36, "I2_S", "IQ2_BN")]
    [InlineData(37, "IQ4_NL_4_8", "IQ4_NL file")]
    [InlineData(38, "IQ4_NL_8_8", "IQ4_NL file")]
    [InlineData(142, "IQ4_KT", "IQ4_KT (155)")]
    [InlineData(143, "IQ3_KT", "IQ3_KT (154)")]
    public void Deprecated_types_are_refused_by_name_with_what_to_use_instead(int id, string name, string instead)
    {
        TensorFormatException exception = Assert.Throws<TensorFormatException>(() => TensorTypes.FromId(id));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        Assert.Contains(instead, exception.Message, StringComparison.Ordinal);
        Assert.False(TensorTypes.TryFromId(id, out _));
    }

    [Theory]
    [InlineData(97, "Q8_0_X4")]
    [InlineData(98, "Q8_1_X4")]
    [InlineData(99, "Q8_2_X4")]
    [InlineData(136, "Q8_K64")]
    [InlineData(147, "Q8_K16")]
    [InlineData(148, "Q8_K32")]
    [InlineData(149, "Q8_KR8")]
    [InlineData(150, "Q8_K128")]
    public void Types_that_never_stand_in_a_file_are_refused_by_name(int id, string name)
    {
        TensorFormatException exception = Assert.Throws<TensorFormatException>(() => TensorTypes.FromId(id));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        Assert.Contains("never stands in a file", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(43)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Unknown_types_are_refused_with_their_number(int id)
    {
        TensorFormatException exception = Assert.Throws<TensorFormatException>(() => TensorTypes.FromId(id));

        Assert.Contains($"unknown tensor type {id}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q8_0", TensorType.Q8_0)]
    [InlineData("Q4_K", TensorType.Q4_K)]
    [InlineData("iq2_xxs_r4", TensorType.IQ2_XXS_R4)]
    public void Names_are_read_in_any_case(string name, TensorType expected)
    {
        Assert.True(TensorTypes.TryParse(name, out TensorTypeTraits? traits));
        Assert.Equal(expected, traits.Type);
    }

    [Fact]
    public void A_name_that_is_no_type_is_not_found()
    {
        Assert.False(TensorTypes.TryParse("q9_0", out _));
    }

    [Theory]
    [InlineData(TensorType.Q4_0, 33, "32")]
    [InlineData(TensorType.Q4_K, 128, "256")]
    [InlineData(TensorType.NVFP4, 32, "64")]
    [InlineData(TensorType.F32, -1, "1")]
    public void Columns_that_are_no_whole_blocks_are_refused(TensorType type, long columns, string block)
    {
        TensorFormatException exception = Assert.Throws<TensorFormatException>(() =>
            TensorTypes.Get(type).RowBytes(columns)
        );

        Assert.Contains($"{columns} elements", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"multiples of {block} elements", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_beyond_64_bits_of_bytes_is_refused()
    {
        Assert.Throws<TensorFormatException>(() => TensorTypes.Get(TensorType.F64).RowBytes(long.MaxValue));
    }

    [Fact]
    public void A_tensor_beyond_64_bits_of_bytes_is_refused()
    {
        TensorShape shape = new(1L << 40, 1L << 30);

        TensorFormatException exception = Assert.Throws<TensorFormatException>(() => shape.Bytes(TensorType.F32));

        Assert.Contains("2^63", exception.Message, StringComparison.Ordinal);
    }
}

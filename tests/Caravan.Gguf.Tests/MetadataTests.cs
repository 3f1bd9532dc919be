// Typed look-up of metadata: widening, fallbacks, and what is said when a key is missing or of another type.
namespace Caravan.Gguf.Tests;

public class MetadataTests
{
    private static readonly GgufMetadata Metadata = new(
        "model.gguf",
        [
            new GgufEntry("u8", GgufValue.Of((byte)200)),
            new GgufEntry("i8", GgufValue.Of((sbyte)-5)),
            new GgufEntry("u16", GgufValue.Of((ushort)60000)),
            new GgufEntry("i16", GgufValue.Of((short)-300)),
            new GgufEntry("u32", GgufValue.Of(4_000_000_000u)),
            new GgufEntry("i32", GgufValue.Of(-7)),
            new GgufEntry("u64", GgufValue.Of(ulong.MaxValue)),
            new GgufEntry("i64", GgufValue.Of(8L)),
            new GgufEntry("f32", GgufValue.Of(0.1f)),
            new GgufEntry("f64", GgufValue.Of(0.1)),
            new GgufEntry("yes", GgufValue.Of(true)),
            new GgufEntry("text", GgufValue.Of("words")),
            new GgufEntry("i32s", GgufValue.Of(GgufArray.Of([1, -2, 3]))),
            new GgufEntry("u32s", GgufValue.Of(GgufArray.Of([5u, 6u]))),
            new GgufEntry("f32s", GgufValue.Of(GgufArray.Of([0.5f, -1f]))),
            new GgufEntry("texts", GgufValue.Of(GgufArray.Of(["a", "ä"]))),
            new GgufEntry("flags", GgufValue.Of(GgufArray.OfBytes(GgufValueType.Bool, [1, 0]))),
        ]
    );

    [Theory]
    [InlineData("u8", 200u)]
    [InlineData("u16", 60000u)]
    [InlineData("u32", 4_000_000_000u)]
    [InlineData("i64", 8u)]
    public void An_integer_of_any_type_is_read_where_its_value_fits(string key, uint expected)
    {
        Assert.Equal(expected, Metadata.GetUInt32(key));
        Assert.Equal(expected, Metadata.GetUInt64(key));
        Assert.True(Metadata.TryGetUInt32(key, out uint found));
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("i8", -5)]
    [InlineData("i16", -300)]
    [InlineData("i32", -7)]
    [InlineData("u16", 60000)]
    public void A_negative_integer_of_any_type_is_read_as_INT32(string key, int expected) =>
        Assert.Equal(expected, Metadata.GetInt32(key));

    [Theory]
    [InlineData("i32", "is -7 (INT32), expected 0 to 4294967295")]
    [InlineData("u64", "is 18446744073709551615 (UINT64), expected 0 to 4294967295")]
    [InlineData("text", "has type STRING, expected UINT32")]
    [InlineData("f32", "has type FLOAT32, expected UINT32")]
    [InlineData("i32s", "has type ARRAY of INT32, expected UINT32")]
    [InlineData("none", "is missing, expected UINT32")]
    public void What_is_no_UINT32_is_named(string key, string what) =>
        Says($"key '{key}' {what}", () => Metadata.GetUInt32(key));

    [Theory]
    [InlineData("u32", "is 4000000000 (UINT32), expected -2147483648 to 2147483647")]
    [InlineData("yes", "has type BOOL, expected INT32")]
    public void What_is_no_INT32_is_named(string key, string what) =>
        Says($"key '{key}' {what}", () => Metadata.GetInt32(key));

    [Fact]
    public void What_is_no_string_is_named() =>
        Says("key 'u8' has type UINT8, expected STRING", () => Metadata.GetString("u8"));

    [Fact]
    public void A_missing_string_is_named() =>
        Says("key 'none' is missing, expected STRING", () => Metadata.GetString("none"));

    [Fact]
    public void What_is_no_float_is_named() =>
        Says("key 'u8' has type UINT8, expected FLOAT32", () => Metadata.GetFloat32("u8"));

    [Fact]
    public void What_is_no_Boolean_is_named() =>
        Says("key 'u8' has type UINT8, expected BOOL", () => Metadata.GetBool("u8"));

    [Fact]
    public void What_is_no_array_of_strings_is_named() =>
        Says("key 'f32s' has type ARRAY of FLOAT32, expected ARRAY of STRING", () => Metadata.GetStringArray("f32s"));

    [Fact]
    public void What_is_no_array_of_floats_is_named() =>
        Says("key 'i32s' has type ARRAY of INT32, expected ARRAY of FLOAT32", () => Metadata.GetFloat32Array("i32s"));

    [Fact]
    public void What_is_no_array_of_integers_is_named() =>
        Says("key 'texts' has type ARRAY of STRING, expected ARRAY of INT32", () => Metadata.GetInt32Array("texts"));

    [Fact]
    public void An_element_that_does_not_fit_is_named() =>
        Says("key 'i32s' has an element outside 0 to 4294967295", () => Metadata.GetUInt32Array("i32s"));

    [Fact]
    public void A_key_that_occurs_twice_is_refused() =>
        Says(
            "key 'a' occurs twice",
            () => new GgufMetadata("model.gguf", [new("a", GgufValue.Of(1)), new("a", GgufValue.Of(1))])
        );

    [Fact]
    public void A_fallback_stands_for_a_missing_key_only()
    {
        Assert.Equal(9u, Metadata.GetUInt32("none", 9));
        Assert.Equal(200u, Metadata.GetUInt32("u8", 9));
        Assert.Equal("x", Metadata.GetString("none", "x"));
        Assert.Equal(2.5f, Metadata.GetFloat32("none", 2.5f));
        Assert.True(Metadata.GetBool("none", true));
        Assert.False(Metadata.TryGetString("none", out _));
        Assert.False(Metadata.TryGetUInt32("none", out _));
        Says("key 'text' has type STRING, expected UINT32", () => Metadata.GetUInt32("text", 9));
    }

    [Fact]
    public void Floats_of_both_widths_are_read()
    {
        Assert.Equal(0.1f, Metadata.GetFloat32("f32"));
        Assert.Equal(0.1f, Metadata.GetFloat32("f64"));
    }

    [Fact]
    public void Arrays_are_read_by_type()
    {
        Assert.Equal([1, -2, 3], Metadata.GetInt32Array("i32s"));
        Assert.Equal([5, 6], Metadata.GetInt32Array("u32s"));
        Assert.Equal([0.5f, -1f], Metadata.GetFloat32Array("f32s"));
        Assert.Equal(["a", "ä"], Metadata.GetStringArray("texts"));
        Assert.Equal([true, false], Metadata.GetBoolArray("flags"));
    }

    [Fact]
    public void One_number_stands_for_all_layers() => Assert.Equal([200u, 200u], Metadata.GetUInt32PerLayer("u8", 2));

    [Fact]
    public void An_array_gives_each_layer_its_number() => Assert.Equal([5u, 6u], Metadata.GetUInt32PerLayer("u32s", 2));

    [Fact]
    public void An_array_too_short_for_the_layers_is_refused() =>
        Says("key 'u32s' has 2 elements, expected 3", () => Metadata.GetUInt32PerLayer("u32s", 3));

    private static void Says(string part, Func<object?> get)
    {
        GgufException problem = Assert.Throws<GgufException>(get);
        Assert.StartsWith("model.gguf: ", problem.Message);
        Assert.Contains(part, problem.Message);
    }
}

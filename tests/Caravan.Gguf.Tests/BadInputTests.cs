// Damaged and hostile files: each is refused with one line that names the file, what was found and what was expected.
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests;

public class BadInputTests
{
    private const ulong Huge = 1UL << 63;
    private const uint F32 = 0;
    private const uint Q4_0 = 2;

    [Fact]
    public void An_empty_file() => Refused([], "empty", "expected a GGUF header of 24 bytes");

    [Fact]
    public void A_file_cut_within_the_header() =>
        Refused([.. "GGUF"u8, 3, 0, 0, 0, 1], "truncated", "ends at byte 9", "expected 8 bytes at byte 8");

    [Fact]
    public void A_wrong_magic() =>
        Refused([.. "ggjt"u8, .. new byte[20]], "begins with 67676A74", "expected 47475546 (\"GGUF\")");

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(4u)]
    [InlineData(99u)]
    public void A_version_other_than_2_and_3(uint version) =>
        Refused(RawGguf.Header(0, 0, version), $"GGUF version {version}", "expected 2 or 3");

    [Fact]
    public void A_big_endian_file() =>
        Refused(
            [.. "GGUF"u8, 0, 0, 0, 3, .. new byte[16]],
            "big-endian GGUF file (version 3)",
            "expected little-endian"
        );

    [Fact]
    public void A_count_of_2_to_the_63_tensors() =>
        Refused(RawGguf.Header(Huge, 0), "declares 9223372036854775808 tensors", "expected at most 0");

    [Fact]
    public void A_count_of_2_to_the_63_keys() =>
        Refused(RawGguf.Header(0, Huge).Data(28, 1), "declares 9223372036854775808 keys", "expected at most 2");

    [Fact]
    public void A_key_longer_than_the_file() =>
        Refused(
            RawGguf.Header(0, 1).U64(Huge).Data(100, 1),
            "key 0 at byte 24 declares 9223372036854775808 bytes",
            "expected at most the 100 that are left"
        );

    [Fact]
    public void A_key_longer_than_the_specification_allows() =>
        Refused(
            RawGguf.Header(0, 1).String(new string('k', 65536)).U32(RawGguf.UInt32).U32(1),
            "key 0 has 65536 bytes",
            "expected at most 65535"
        );

    [Fact]
    public void An_empty_key() =>
        Refused(RawGguf.Header(0, 1).KeyU32("", 1).U64(0), "key 0 is empty", "expected a name");

    [Fact]
    public void A_key_that_is_not_UTF8() =>
        Refused(
            RawGguf.Header(0, 1).String([0xFF, 0xFE]).U32(RawGguf.UInt32).U32(1),
            "key 0 at byte 24",
            "not valid UTF-8"
        );

    [Fact]
    public void A_key_that_occurs_twice() =>
        Refused(
            RawGguf.Header(0, 2).KeyU32("same", 1).KeyU32("same", 2),
            "key 'same' occurs twice",
            "expected every key once"
        );

    [Fact]
    public void A_string_longer_than_the_file() =>
        Refused(
            RawGguf.Header(0, 1).Key("text", RawGguf.Text).U64(1000).Bytes("short"u8),
            "value of key 'text'",
            "declares 1000 bytes",
            "expected at most the 5 that are left"
        );

    [Fact]
    public void A_string_value_that_is_not_UTF8() =>
        Refused(
            RawGguf.Header(0, 1).Key("text", RawGguf.Text).String([0x61, 0xC3]),
            "value of key 'text'",
            "not valid UTF-8"
        );

    [Fact]
    public void A_string_in_an_array_that_is_not_UTF8() =>
        Refused(
            RawGguf
                .Header(0, 1)
                .Key("general.tags", RawGguf.Array)
                .U32(RawGguf.Text)
                .U64(2)
                .String("good")
                .String([0xC3, 0x28]),
            "element 1",
            "'general.tags'",
            "not valid UTF-8"
        );

    [Fact]
    public void A_value_type_that_does_not_exist() =>
        Refused(
            RawGguf.Header(0, 1).Key("odd", 13).U64(0),
            "value of key 'odd' has type 13",
            "expected 0 to 12 (UINT8 to FLOAT64)"
        );

    [Fact]
    public void A_Boolean_that_is_neither_0_nor_1() =>
        Refused(RawGguf.Header(0, 1).Key("flag", RawGguf.Bool).U8(2), "value of key 'flag' is 2", "expected 0 or 1");

    [Fact]
    public void A_Boolean_in_an_array_that_is_neither_0_nor_1() =>
        Refused(
            RawGguf.Header(0, 1).Key("flags", RawGguf.Array).U32(RawGguf.Bool).U64(3).U8(0).U8(1).U8(9),
            "element 2",
            "'flags' is 9",
            "expected 0 or 1"
        );

    [Fact]
    public void An_array_with_a_count_of_2_to_the_63() =>
        Refused(
            RawGguf.Header(0, 1).Key("list", RawGguf.Array).U32(RawGguf.UInt32).U64(Huge).U64(0),
            "9223372036854775808 elements of UINT32 in the value of key 'list'",
            "expected at most 2"
        );

    [Fact]
    public void An_array_of_more_strings_than_the_file_can_hold() =>
        Refused(
            RawGguf.Header(0, 1).Key("list", RawGguf.Array).U32(RawGguf.Text).U64(1000).Data(64, 1),
            "1000 elements of STRING",
            "expected at most 8",
            "64 bytes are left"
        );

    [Fact]
    public void Arrays_nested_without_end()
    {
        RawGguf file = RawGguf.Header(0, 1).Key("bomb", RawGguf.Array);
        for (int depth = 0; depth < 10_000; depth++)
        {
            file.U32(RawGguf.Array).U64(1);
        }

        Refused(file, "value of key 'bomb' nests arrays more than 8 deep", "expected at most 8");
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(48u)]
    public void An_alignment_that_is_no_power_of_two(uint alignment) =>
        Refused(
            RawGguf.Header(0, 1).KeyU32("general.alignment", alignment),
            $"general.alignment is {alignment}",
            "expected a power of two"
        );

    [Fact]
    public void An_alignment_that_is_no_integer() =>
        Refused(
            RawGguf.Header(0, 1).KeyText("general.alignment", "32"),
            "key 'general.alignment' has type STRING",
            "expected UINT32"
        );

    [Fact]
    public void A_tensor_name_longer_than_ggml_keeps() =>
        Refused(
            RawGguf.Header(1, 0).Tensor(new string('n', 64), F32, 0, 1).Data(4),
            "name of tensor 0 has 64 bytes",
            "expected at most 63"
        );

    [Fact]
    public void A_tensor_without_a_name() =>
        Refused(RawGguf.Header(1, 0).Tensor("", F32, 0, 1).Data(4), "name of tensor 0 is empty", "expected a name");

    [Fact]
    public void A_tensor_name_that_is_not_UTF8() =>
        Refused(
            RawGguf.Header(1, 0).String([0x80]).U32(1).U64(1).U32(F32).U64(0).Data(4),
            "name of tensor 0 at byte 24",
            "not valid UTF-8"
        );

    [Fact]
    public void A_line_break_in_a_name_does_not_break_the_message() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("a\nb\u202E", F32, 4, 1).Data(8),
            "tensor 'a\\u000Ab\\u202E' has offset 4",
            "expected a multiple of the alignment 32"
        );

    [Fact]
    public void A_tensor_name_that_occurs_twice() =>
        Refused(
            RawGguf.Header(2, 0).Tensor("w", F32, 0, 8).Tensor("w", F32, 32, 8).Data(64),
            "tensor 'w' occurs twice",
            "expected every name once"
        );

    [Fact]
    public void A_tensor_of_more_than_4_dimensions() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", F32, 0, 1, 1, 1, 1, 1).Data(4),
            "tensor 'w' has 5 dimensions",
            "expected 1 to 4"
        );

    [Fact]
    public void A_tensor_of_no_dimensions() =>
        Refused(RawGguf.Header(1, 0).Tensor("w", F32, 0).Data(40), "tensor 'w' has 0 dimensions", "expected 1 to 4");

    [Theory]
    [InlineData(0ul)]
    [InlineData(Huge)]
    public void A_dimension_of_no_or_negative_extent(ulong extent) =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", F32, 0, 8, extent).Data(64),
            $"dimension 1 of tensor 'w' is {extent}",
            "expected 1 to 2^63-1"
        );

    [Fact]
    public void A_product_of_dimensions_beyond_63_bits() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", F32, 0, 1UL << 32, 1UL << 32).Data(64),
            "tensor 'w' has more than 2^63-1 elements",
            "expected fewer"
        );

    [Fact]
    public void A_size_in_bytes_beyond_63_bits() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", F32, 0, 1UL << 62).Data(64),
            "tensor 'w'",
            "4611686018427387904 elements of F32",
            "exceeds 2^63 bytes"
        );

    [Fact]
    public void An_unknown_tensor_type() =>
        Refused(RawGguf.Header(1, 0).Tensor("w", 1000, 0, 32).Data(64), "tensor 'w'", "unknown tensor type 1000");

    [Fact]
    public void A_negative_tensor_type() =>
        Refused(RawGguf.Header(1, 0).Tensor("w", uint.MaxValue, 0, 32).Data(64), "tensor 'w'", "tensor type -1");

    [Fact]
    public void A_deprecated_tensor_type_says_what_to_use() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", 31, 0, 32).Data(64),
            "tensor 'w'",
            "type 31 (Q4_0_4_4)",
            "use a plain Q4_0 file"
        );

    [Fact]
    public void Rows_that_are_no_multiple_of_the_block() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", Q4_0, 0, 33).Data(64),
            "tensor 'w'",
            "33 elements cannot be Q4_0",
            "multiples of 32"
        );

    [Fact]
    public void Rows_that_do_not_fill_a_bundle_of_interleaved_rows() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", 202, 0, 32, 9).Data(1000),
            "tensor 'w'",
            "9 rows cannot be Q4_0_R8",
            "expected a multiple of 8"
        );

    [Fact]
    public void An_offset_that_is_not_aligned() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", F32, 16, 4).Data(64),
            "tensor 'w' has offset 16",
            "expected a multiple of the alignment 32"
        );

    [Theory]
    [InlineData(96ul)]
    [InlineData(1UL << 40)]
    [InlineData(0x7FFF_FFFF_FFFF_FFE0ul)]
    public void An_offset_outside_the_file(ulong offset) =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", F32, offset, 8).Data(64),
            $"tensor 'w' takes 32 bytes at offset {offset}",
            "expected it to end within the file of 128 bytes"
        );

    [Fact]
    public void An_offset_beyond_63_bits() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", F32, Huge, 8).Data(64),
            "tensor 'w' has offset 9223372036854775808",
            "expected less than 2^63"
        );

    [Fact]
    public void A_file_that_ends_within_a_tensor() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", F32, 0, 8).Data(31),
            "tensor 'w' takes 32 bytes at offset 0",
            "expected it to end within the file of 95 bytes",
            "truncated"
        );

    [Fact]
    public void A_file_that_ends_before_the_data() =>
        Refused(
            RawGguf.Header(1, 0).Tensor("w", F32, 0, 1),
            "tensor 'w' takes 4 bytes",
            "expected it to end within the file of 57 bytes"
        );

    [Fact]
    public void Tensors_that_overlap() =>
        Refused(
            RawGguf.Header(2, 0).Tensor("first", F32, 0, 9).Tensor("second", F32, 32, 8).Data(64),
            "tensor 'second' begins at byte 160, within tensor 'first' (bytes 128 to 164)",
            "expected no overlap"
        );

    [Fact]
    public void Tensors_at_the_same_place() =>
        Refused(
            RawGguf.Header(2, 0).Tensor("first", F32, 32, 8).Tensor("second", F32, 32, 8).Data(64),
            "within tensor",
            "expected no overlap"
        );

    [Fact]
    public void A_directory()
    {
        using TemporaryFolder folder = new();
        RefusedPath(folder.FullPath, "a directory", "expected a GGUF file");
    }

    [Fact]
    public void A_missing_file()
    {
        using TemporaryFolder folder = new();
        RefusedPath(folder.File("none.gguf"), "no such file", "expected a GGUF file");
    }

    [Fact]
    public void An_unreadable_file()
    {
        // The kernel refuses to read this one even to root, whom permissions of ordinary files do not stop.
        const string writeOnly = "/proc/sys/vm/compact_memory";
        Assert.SkipUnless(File.Exists(writeOnly), "there is no file here that nobody may read");
        RefusedPath(writeOnly, "cannot be read (Permission denied)", "expected a readable file");
    }

    [Fact]
    public void Every_truncation_of_a_file_is_refused()
    {
        byte[] whole = GgufFuzzSample.Create();
        int dataEnd = whole.Length - PaddingAfterLastTensor(whole);
        for (int length = 0; length < dataEnd; length++)
        {
            GgufException problem = Assert.Throws<GgufException>(() => Parse(whole.AsSpan(0, length)));
            Assert.StartsWith("file.gguf: ", problem.Message);
        }

        Assert.Equal(4, Parse(whole.AsSpan(0, dataEnd)).Tensors.Count);
    }

    [Fact]
    public void Files_of_the_smallest_items_take_memory_in_proportion_to_their_size()
    {
        RawGguf keys = RawGguf.Header(0, 20_000);
        RawGguf tensors = RawGguf.Header(20_000, 1).KeyU32("general.alignment", 1);
        RawGguf arrays = RawGguf.Header(0, 1).Key("a", RawGguf.Array).U32(RawGguf.Array).U64(50_000);
        RawGguf strings = RawGguf.Header(0, 1).Key("a", RawGguf.Array).U32(RawGguf.Text).U64(50_000);
        for (uint i = 0; i < 20_000; i++)
        {
            keys.Key($"{i}", RawGguf.Bool).U8(0);
            tensors.Tensor($"{i}", 24, i, 1);
        }

        for (int i = 0; i < 50_000; i++)
        {
            arrays.U32(RawGguf.UInt32).U64(0);
            strings.U64(0);
        }

        Assert.All([keys, tensors.Data(20_000, 1), arrays, strings], file => AllocatesInProportion(file.ToArray()));
    }

    private static void AllocatesInProportion(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Parse(file);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 1, (long)GgufFuzz.AllocationFactor * file.Length);
    }

    private static int PaddingAfterLastTensor(byte[] whole)
    {
        GgufTensor last = Parse(whole).Tensors[^1];
        return (int)(whole.Length - last.Offset - last.Bytes);
    }

    private static void Refused(RawGguf file, params string[] parts) => Refused(file.ToArray(), parts);

    private static void Refused(byte[] file, params string[] parts)
    {
        using TemporaryFolder folder = new();
        RefusedPath(folder.Write("bad.gguf", file), parts);
    }

    private static void RefusedPath(string path, params string[] parts)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        GgufException problem = Assert.Throws<GgufException>(() => GgufFile.Open(path).Dispose());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.StartsWith(path + ": ", problem.Message);
        Assert.DoesNotContain('\n', problem.Message);
        Assert.All(parts, part => Assert.Contains(part, problem.Message));
        Assert.InRange(allocated, 0, 4_000_000);
    }

    private static unsafe GgufContent Parse(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return GgufContent.Parse(start, bytes.Length, "file.gguf");
        }
    }
}

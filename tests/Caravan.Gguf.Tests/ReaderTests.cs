// Reading of well-formed files: values, arrays, versions, alignments, gaps, offsets beyond 4 GiB, changes while open.
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests;

public class ReaderTests
{
    private const uint F32 = 0;
    private const uint Q4_0 = 2;

    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Versions_2_and_3_are_read(uint version)
    {
        using TemporaryFolder folder = new();
        byte[] bytes = RawGguf
            .Header(1, 1, version)
            .KeyText("general.architecture", "llama")
            .Tensor("w", F32, 0, 2, 3)
            .Data(24)
            .ToArray();
        using GgufFile file = GgufFile.Open(folder.Write("model.gguf", bytes));
        Assert.Equal(version, file.Shards[0].Version);
        Assert.Equal("llama", file.Metadata.GetString("general.architecture"));
        GgufTensor tensor = Assert.Single(file.Tensors);
        Assert.Equal(new TensorShape(2, 3), tensor.Shape);
        Assert.Equal(2, tensor.Dimensions);
        Assert.Equal(24, tensor.Bytes);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)i), file.Data(tensor).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(65536)]
    public void Data_begins_at_a_multiple_of_the_files_alignment(int alignment)
    {
        using TemporaryFolder folder = new();
        byte[] bytes = RawGguf
            .Header(1, 1)
            .KeyU32("general.alignment", (uint)alignment)
            .Tensor("w", F32, 0, 1)
            .Data(4, alignment)
            .ToArray();
        using GgufFile file = GgufFile.Open(folder.Write("model.gguf", bytes));
        Assert.Equal((uint)alignment, file.Shards[0].Alignment);
        Assert.Equal(bytes.Length - 4, file.Tensors[0].Offset);
        Assert.Equal([0, 1, 2, 3], file.Data(file.Tensors[0]).ToArray());
    }

    [Fact]
    public void Tensors_may_stand_in_any_order_with_gaps_between_them()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = RawGguf.Header(2, 0).Tensor("late", F32, 64, 1).Tensor("early", F32, 0, 1).Data(68).ToArray();
        using GgufFile file = GgufFile.Open(folder.Write("model.gguf", bytes));
        Assert.Equal(64, file.Data(file.GetTensor("late"))[0]);
        Assert.Equal(0, file.Data(file.GetTensor("early"))[0]);
    }

    [Fact]
    public void A_tensor_beyond_4_gibibytes_is_read()
    {
        const long far = 5L << 30;
        using TemporaryFolder folder = new();
        byte[] head = RawGguf.Header(1, 0).Tensor("far", F32, far, 2).Data(0).ToArray();
        string path = folder.Write("model.gguf", head);
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.Position = head.Length + far;
            stream.Write([1, 2, 3, 4, 5, 6, 7, 8]);
        }

        using GgufFile file = GgufFile.Open(path);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], file.Data(file.GetTensor("far")).ToArray());
    }

    [Fact]
    public void A_tensor_of_more_than_2_gibibytes_is_reached_by_pointer_only()
    {
        const ulong elements = 3UL << 28;
        using TemporaryFolder folder = new();
        byte[] head = RawGguf.Header(1, 0).Tensor("large", F32, 0, elements).Data(0).ToArray();
        string path = folder.Write("model.gguf", head);
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.Position = head.Length + (long)elements * 4 - 1;
            stream.WriteByte(77);
        }

        using GgufFile file = GgufFile.Open(path);
        GgufTensor tensor = file.GetTensor("large");
        Assert.Equal(77, LastByte(file, tensor));
        Assert.Throws<ArgumentException>(() => file.Data(tensor).Length);
    }

    [Fact]
    public void The_size_of_a_quantized_tensor_is_counted_in_blocks()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = RawGguf.Header(1, 0).Tensor("w", Q4_0, 0, 64, 3).Data(108).ToArray();
        using GgufFile file = GgufFile.Open(folder.Write("model.gguf", bytes));
        Assert.Equal(3 * 2 * 18, file.Tensors[0].Bytes);
        Assert.Equal(192, file.Elements);
    }

    [Fact]
    public void Tokens_that_are_not_UTF8_are_kept_without_loss()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = RawGguf
            .Header(0, 1)
            .Key("tokenizer.ggml.tokens", RawGguf.Array)
            .U32(RawGguf.Text)
            .U64(2)
            .String("ok")
            .String([0xC3, 0x28])
            .ToArray();
        using GgufFile file = GgufFile.Open(folder.Write("model.gguf", bytes));
        GgufArray tokens = file.Metadata.GetByteStringArray("tokenizer.ggml.tokens");
        Assert.Equal("ok"u8, tokens.StringBytes(0));
        Assert.Equal([0xC3, 0x28], tokens.StringBytes(1).ToArray());
        GgufException problem = Assert.Throws<GgufException>(() =>
            file.Metadata.GetStringArray("tokenizer.ggml.tokens")
        );
        Assert.Contains("element 1 of key 'tokenizer.ggml.tokens' is not valid UTF-8", problem.Message);
    }

    [Fact]
    public void Arrays_of_arrays_are_read()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = RawGguf
            .Header(0, 1)
            .Key("nested", RawGguf.Array)
            .U32(RawGguf.Array)
            .U64(2)
            .U32(RawGguf.UInt32)
            .U64(2)
            .U32(7)
            .U32(8)
            .U32(RawGguf.Text)
            .U64(1)
            .String("x")
            .ToArray();
        using GgufFile file = GgufFile.Open(folder.Write("model.gguf", bytes));
        GgufArray nested = file.Metadata.GetArray("nested");
        Assert.Equal([7u, 8u], nested.Nested(0).Values<uint>().ToArray());
        Assert.Equal("x"u8, nested.Nested(1).StringBytes(0));
    }

    [Fact]
    public void A_file_that_shrank_while_open_is_noticed()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = RawGguf.Header(1, 0).Tensor("w", F32, 0, 8).Data(32).ToArray();
        string path = folder.Write("model.gguf", bytes);
        using GgufFile file = GgufFile.Open(path);
        file.CheckUnchanged();
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(bytes.Length - 1);
        }

        GgufException problem = Assert.Throws<GgufException>(file.CheckUnchanged);
        Assert.Equal(
            $"{path}: the file shrank to {bytes.Length - 1} bytes while it was open, expected {bytes.Length}",
            problem.Message
        );
    }

    [Fact]
    public void Looking_for_changes_allocates_nothing()
    {
        using TemporaryFolder folder = new();
        using GgufFile file = GgufFile.Open(folder.Write("model.gguf", GgufFuzzSample.Create()));
        file.CheckUnchanged();
        long before = GC.GetAllocatedBytesForCurrentThread();
        file.CheckUnchanged();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_tensor_of_another_file_has_no_pointer_here()
    {
        using TemporaryFolder folder = new();
        using GgufFile file = GgufFile.Open(folder.Write("model.gguf", GgufFuzzSample.Create()));
        GgufTensor foreign = file.Tensors[0] with { Offset = 1L << 40 };
        Assert.Throws<ArgumentException>(() => LastByte(file, foreign));
    }

    [Fact]
    public void A_disposed_file_gives_no_data()
    {
        using TemporaryFolder folder = new();
        GgufFile file = GgufFile.Open(folder.Write("model.gguf", GgufFuzzSample.Create()));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Data(file.Tensors[0]).Length);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        using TemporaryFolder folder = new();
        using GgufFile file = GgufFile.Open(folder.Write("model.gguf", GgufFuzzSample.Create()));
        GgufException problem = Assert.Throws<GgufException>(() => file.GetTensor("output.weight"));
        Assert.Equal($"{file.Path}: tensor 'output.weight' is missing", problem.Message);
    }

    private static unsafe byte LastByte(GgufFile file, GgufTensor tensor) => file.Pointer(tensor)[tensor.Bytes - 1];
}

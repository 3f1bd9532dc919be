// What the writer puts into a file, and that a failure leaves no file behind.
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests;

public class WriterTests
{
    [Fact]
    public void A_file_has_the_bytes_of_the_specification()
    {
        GgufWriter writer = new();
        writer.Set("a", 7u);
        writer.Set("b", "xy");
        writer.AddTensor("w", TensorType.F32, new TensorShape(1, 2), [1, 2, 3, 4, 5, 6, 7, 8]);
        writer.AddTensor("v", TensorType.I8, new TensorShape(3), [9, 10, 11]);
        byte[] expected = RawGguf
            .Header(2, 2)
            .KeyU32("a", 7)
            .KeyText("b", "xy")
            .Tensor("w", 0, 0, 1, 2)
            .Tensor("v", 24, 32, 3)
            .Data(0)
            .Bytes([1, 2, 3, 4, 5, 6, 7, 8])
            .Data(0)
            .Bytes([9, 10, 11])
            .Data(0)
            .ToArray();
        using MemoryStream stream = new();
        writer.Write(stream);
        Assert.Equal(expected, stream.ToArray());
    }

    [Fact]
    public void All_value_types_come_back_as_they_were()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("sample.gguf", GgufFuzzSample.Create());
        using GgufFile file = GgufFile.Open(path);
        GgufMetadata metadata = file.Metadata;
        Assert.Equal(Enum.GetValues<GgufValueType>().Order(), metadata.Select(e => e.Value.Type).Distinct().Order());
        Assert.Equal(-1, metadata.GetInt32("sample.int8"));
        Assert.Equal(-2, metadata.GetInt32("sample.int16"));
        Assert.Equal(-3, metadata.GetInt32("sample.int32"));
        Assert.True(metadata.Get("sample.int64").TryGetInteger(out Int128 integer));
        Assert.Equal(-4, integer);
        Assert.Equal(10000f, metadata.GetFloat32("llama.rope.freq_base"));
        Assert.Equal(0.5f, metadata.GetFloat32("sample.float64"));
        Assert.Equal([false, true, true], metadata.GetBoolArray("sample.bools"));
        Assert.Equal([1, 2], metadata.GetArray("sample.nested").Nested(0).Values<int>().ToArray());
        Assert.Equal([0xC3], metadata.GetByteStringArray("tokenizer.ggml.tokens").StringBytes(5).ToArray());
    }

    [Fact]
    public void A_tensor_may_be_supplied_in_pieces()
    {
        using TemporaryFolder folder = new();
        GgufWriter writer = new();
        writer.Set("general.alignment", 8u);
        writer.AddTensor("pad", TensorType.I8, new TensorShape(1), [1]);
        writer.AddTensor(
            "w",
            TensorType.I32,
            new TensorShape(1000),
            sink =>
            {
                for (int i = 0; sink.Remaining > 0; i++)
                {
                    sink.Write(BitConverter.GetBytes(i));
                }
            }
        );
        writer.Write(folder.File("model.gguf"));
        using GgufFile file = GgufFile.Open(folder.File("model.gguf"));
        GgufTensor tensor = file.GetTensor("w");
        Assert.Equal(8, tensor.Offset - file.GetTensor("pad").Offset);
        Assert.Equal(999, BitConverter.ToInt32(file.Data(tensor)[(999 * 4)..]));
    }

    [Theory]
    [InlineData(3, "was given 3 bytes, expected 4")]
    [InlineData(5, "was given 5 bytes where 4 were left")]
    public void A_wrong_number_of_bytes_leaves_the_old_file_alone(int bytes, string message)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("model.gguf", "old"u8);
        GgufWriter writer = new();
        writer.AddTensor("w", TensorType.F32, new TensorShape(1), sink => sink.Write(new byte[bytes]));
        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() => writer.Write(path));
        Assert.Contains(message, problem.Message);
        Assert.Equal([path], Directory.GetFiles(folder.FullPath));
        Assert.Equal("old"u8, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_failure_in_a_later_shard_leaves_no_shard_behind()
    {
        using TemporaryFolder folder = new();
        GgufWriter writer = new();
        writer.AddTensor("good", TensorType.I8, new TensorShape(1), [1]);
        writer.AddTensor("bad", TensorType.I8, new TensorShape(1), _ => throw new IOException("disk full"));
        Assert.Throws<IOException>(() => writer.WriteShards(folder.File("model"), 1));
        Assert.Empty(Directory.GetFiles(folder.FullPath));
    }

    [Fact]
    public void A_key_that_is_set_again_keeps_its_place()
    {
        using TemporaryFolder folder = new();
        GgufWriter writer = new();
        writer.Set("first", 1u);
        writer.Set("second", 2u);
        writer.Set("first", "new");
        writer.Write(folder.File("model.gguf"));
        using GgufFile file = GgufFile.Open(folder.File("model.gguf"));
        Assert.Equal(["first", "second"], file.Metadata.Select(e => e.Key));
        Assert.Equal("new", file.Metadata.GetString("first"));
    }

    [Fact]
    public void A_copy_of_a_sharded_model_is_one_file()
    {
        using TemporaryFolder folder = new();
        GgufWriter writer = new();
        writer.Set("general.name", "whole");
        writer.AddTensor("a", TensorType.I8, new TensorShape(1), [1]);
        writer.AddTensor("b", TensorType.I8, new TensorShape(1), [2]);
        string first = writer.WriteShards(folder.File("model"), 1)[0];
        using (GgufFile shards = GgufFile.Open(first))
        {
            GgufWriter.CopyOf(shards).Write(folder.File("joined.gguf"));
        }

        writer.Write(folder.File("direct.gguf"));
        Assert.Equal(File.ReadAllBytes(folder.File("direct.gguf")), File.ReadAllBytes(folder.File("joined.gguf")));
    }

    [Fact]
    public void Names_and_shapes_that_no_reader_takes_are_refused()
    {
        GgufWriter writer = new();
        writer.AddTensor("w", TensorType.I8, new TensorShape(1), [1]);
        Assert.Throws<ArgumentException>(() => writer.AddTensor("w", TensorType.I8, new TensorShape(1), [1]));
        Assert.ThrowsAny<ArgumentException>(() => writer.AddTensor(new string('n', 64), TensorType.I8, new(1), [1]));
        Assert.ThrowsAny<ArgumentException>(() => writer.AddTensor("empty", TensorType.I8, new TensorShape(0), []));
        Assert.ThrowsAny<ArgumentException>(() => writer.AddTensor("short", TensorType.I8, new TensorShape(2), [1]));
        Assert.Throws<TensorFormatException>(() => writer.AddTensor("q", TensorType.Q4_0, new(33), new byte[36]));
        Assert.Throws<ArgumentException>(() => writer.Set("general.alignment", 48u));
        Assert.ThrowsAny<ArgumentException>(() => writer.Set("", 1u));
    }
}

// Files of our writer, opened by ggml's own reader.
using Caravan.Gguf;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Oracle.Tests.Gguf;

public class GgufOracleTests
{
    [Fact]
    public void Ggml_reads_a_written_file_as_we_do()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.gguf");
        Everything().Write(path);
        AssertSameReading(path);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(128u)]
    public void Ggml_reads_a_written_file_of_any_alignment(uint alignment)
    {
        using TemporaryFolder folder = new();
        GgufWriter writer = Everything();
        writer.Set("general.alignment", alignment);
        writer.Write(folder.File("model.gguf"));
        AssertSameReading(folder.File("model.gguf"));
    }

    [Fact]
    public void Ggml_reads_each_written_shard()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<string> shards = Everything().WriteShards(folder.File("model"), 600);
        Assert.True(shards.Count > 1);
        foreach (string shard in shards)
        {
            using GgufLibrary library = new(shard);
            Assert.True(library.Tensors > 0);
            Assert.Equal("split.tensors.count", library.Key(library.Keys - 1));
        }
    }

    [Fact]
    public void Ggml_reads_the_copy_of_a_model_with_all_its_tokens()
    {
        using TemporaryFolder folder = new();
        using (GgufFile file = GgufFile.Open(SharedFolder.Require("models/austen-llama-Q4_K_M.gguf")))
        {
            GgufWriter.CopyOf(file).Write(folder.File("copy.gguf"));
        }

        AssertSameReading(folder.File("copy.gguf"));
    }

    [Fact]
    public void Ggml_reads_the_copy_of_a_large_vocabulary()
    {
        using TemporaryFolder folder = new();
        using (GgufFile file = GgufFile.Open(SharedFolder.Require("tokenizers/vocab/llama3.gguf")))
        {
            GgufWriter.CopyOf(file).Write(folder.File("copy.gguf"));
        }

        AssertSameReading(folder.File("copy.gguf"));
    }

    private static GgufWriter Everything()
    {
        GgufWriter writer = new();
        writer.Set("general.architecture", "llama");
        writer.Set("uint8", GgufValue.Of((byte)200));
        writer.Set("int8", GgufValue.Of((sbyte)-100));
        writer.Set("uint16", GgufValue.Of((ushort)60000));
        writer.Set("int16", GgufValue.Of((short)-30000));
        writer.Set("uint32", 4_000_000_000);
        writer.Set("int32", -2_000_000_000);
        writer.Set("uint64", GgufValue.Of(ulong.MaxValue));
        writer.Set("int64", GgufValue.Of(long.MinValue));
        writer.Set("float32", 0.1f);
        writer.Set("float64", GgufValue.Of(0.1));
        writer.Set("bool", true);
        writer.Set("empty", "");
        writer.Set("text", "naïve\n");
        writer.Set("floats", GgufArray.Of([1f, float.NegativeInfinity]));
        writer.Set("integers", GgufArray.Of([int.MinValue, 7]));
        writer.Set("bools", GgufArray.OfBytes(GgufValueType.Bool, [1, 0, 1]));
        writer.Set(
            "tokenizer.ggml.tokens",
            GgufArray.Of(
                (byte[][])
                    [
                        [0x61],
                        [0xC3],
                        [],
                        [0xE2, 0x96, 0x81],
                    ]
            )
        );
        TensorType[] types = [TensorType.F32, TensorType.Q4_0, TensorType.Q6_K, TensorType.I8, TensorType.IQ4_XS];
        foreach (TensorType type in types)
        {
            TensorShape shape = new(256, 3, 2);
            writer.AddTensor($"blk.0.{type}.weight", type, shape, new byte[shape.Bytes(type)]);
            writer.AddTensor(
                $"blk.1.{type}.weight",
                type,
                new TensorShape(256),
                new byte[new TensorShape(256).Bytes(type)]
            );
        }

        return writer;
    }

    private static void AssertSameReading(string path)
    {
        using GgufLibrary library = new(path);
        using GgufFile file = GgufFile.Open(path);
        Assert.Equal(file.Shards[0].DataOffset, library.DataOffset);
        Assert.Equal(file.Shards[0].Alignment, library.Alignment);
        Assert.Equal(file.Metadata.Count, library.Keys);
        for (int i = 0; i < file.Metadata.Count; i++)
        {
            Assert.Equal(file.Metadata[i].Key, library.Key(i));
            Assert.Equal((int)file.Metadata[i].Value.Type, library.KeyType(i));
            AssertSameValue(file.Metadata[i].Value, library, i);
        }

        Assert.Equal(file.Tensors.Count, library.Tensors);
        for (int i = 0; i < file.Tensors.Count; i++)
        {
            GgufTensor tensor = file.Tensors[i];
            Assert.Equal(tensor.Name, library.TensorName(i));
            Assert.Equal((int)tensor.Type, library.TensorType(i));
            Assert.Equal(
                [tensor.Shape.Ne0, tensor.Shape.Ne1, tensor.Shape.Ne2, tensor.Shape.Ne3],
                library.TensorExtents(i)
            );
            Assert.Equal(tensor.Offset, library.DataOffset + library.TensorOffset(i));
            Assert.Equal(tensor.Bytes, library.TensorBytes(i));
        }
    }

    private static void AssertSameValue(GgufValue value, GgufLibrary library, int index)
    {
        if (value.Text is not null)
        {
            Assert.Equal(value.Text, library.TextValue(index));
        }
        else if (value.Array is not null)
        {
            AssertSameArray(value.Array, library, index);
        }
        else
        {
            int bytes = GgufValueTypes.Bytes(value.Type);
            Assert.Equal(BitConverter.GetBytes(value.Bits)[..bytes], library.Data(index, bytes).ToArray());
        }
    }

    private static void AssertSameArray(GgufArray array, GgufLibrary library, int index)
    {
        Assert.Equal((int)array.ElementType, library.ArrayType(index));
        Assert.Equal(array.Count, library.ArrayCount(index));
        if (array.ElementType != GgufValueType.String)
        {
            Assert.True(array.Bytes.SequenceEqual(library.Data(index, array.Bytes.Length)));
            return;
        }

        for (int i = 0; i < array.Count; i++)
        {
            Assert.True(array.StringBytes(i).SequenceEqual(library.ArrayText(index, i)), $"element {i}");
        }
    }
}

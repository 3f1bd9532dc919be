// Models in several files: opened through any of them, refused when one is missing or foreign.
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests;

public class ShardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_model_opens_through_any_of_its_shards(int number)
    {
        using TemporaryFolder folder = new();
        for (int index = 0; index < 3; index++)
        {
            folder.Write(Name(index + 1, 3), Shard(index, 3, 3));
        }

        using GgufFile file = GgufFile.Open(folder.File(Name(number, 3)));
        Assert.Equal(["w0", "w1", "w2"], file.Tensors.Select(t => t.Name));
        Assert.Equal([0, 1, 2], file.Tensors.Select(t => t.ShardIndex));
        Assert.Equal([10, 11, 12], file.Tensors.Select(t => (int)file.Data(t)[0]));
        Assert.Equal("llama", file.Metadata.GetString("general.architecture"));
        Assert.Equal([1, 2, 3], file.Shards.Select(s => int.Parse(Path.GetFileName(s.Path).Substring(6, 5))));
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        using TemporaryFolder folder = new();
        folder.Write(Name(1, 2), Shard(0, 2, 2));
        Refused(folder.File(Name(1, 2)), folder.File(Name(2, 2)), "this shard is missing", "expected all shards");
    }

    [Fact]
    public void A_missing_first_shard_is_named()
    {
        using TemporaryFolder folder = new();
        folder.Write(Name(2, 2), Shard(1, 2, 2));
        Refused(folder.File(Name(2, 2)), folder.File(Name(1, 2)), "this shard is missing", "expected all shards");
    }

    [Fact]
    public void A_shard_whose_name_does_not_tell_its_number_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("renamed.gguf", Shard(1, 3, 3));
        Refused(path, path, "shard 2 of 3", "expected a name like PREFIX-00002-of-00003.gguf");
    }

    [Fact]
    public void A_shard_of_a_model_with_another_number_of_shards_is_refused()
    {
        using TemporaryFolder folder = new();
        folder.Write(Name(1, 2), Shard(0, 2, 2));
        string foreign = folder.Write(Name(2, 2), Shard(1, 3, 2));
        Refused(folder.File(Name(1, 2)), foreign, "split.count is 3", "expected 2");
    }

    [Fact]
    public void A_shard_with_the_number_of_another_is_refused()
    {
        using TemporaryFolder folder = new();
        folder.Write(Name(1, 2), Shard(0, 2, 2));
        string foreign = folder.Write(Name(2, 2), Shard(0, 2, 2));
        Refused(folder.File(Name(1, 2)), foreign, "split.no is 0", "expected 1");
    }

    [Fact]
    public void A_shard_of_a_model_with_another_number_of_tensors_is_refused()
    {
        using TemporaryFolder folder = new();
        folder.Write(Name(1, 2), Shard(0, 2, 2));
        string foreign = folder.Write(Name(2, 2), Shard(1, 2, 9));
        Refused(folder.File(Name(1, 2)), foreign, "split.tensors.count is 9", "expected 2");
    }

    [Fact]
    public void Shards_that_do_not_add_up_to_the_models_tensors_are_refused()
    {
        using TemporaryFolder folder = new();
        string first = folder.Write(Name(1, 2), Shard(0, 2, 5));
        folder.Write(Name(2, 2), Shard(1, 2, 5));
        Refused(first, first, "the 2 shards hold 2 tensors", "expected 5");
    }

    [Fact]
    public void A_shard_of_another_architecture_is_refused()
    {
        using TemporaryFolder folder = new();
        folder.Write(Name(1, 2), Shard(0, 2, 2));
        string foreign = folder.Write(Name(2, 2), Shard(1, 2, 2, architecture: "qwen2"));
        Refused(folder.File(Name(1, 2)), foreign, "general.architecture is 'qwen2'", "expected 'llama'");
    }

    [Fact]
    public void A_tensor_in_two_shards_is_refused()
    {
        using TemporaryFolder folder = new();
        string first = folder.Write(Name(1, 2), Shard(0, 2, 2, tensor: "same"));
        string second = folder.Write(Name(2, 2), Shard(1, 2, 2, tensor: "same"));
        Refused(first, second, "tensor 'same' is also in " + first, "expected every name once");
    }

    [Fact]
    public void A_shard_that_does_not_say_which_it_is_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(Name(1, 2), RawGguf.Header(0, 1).KeyU32("split.count", 2).ToArray());
        Refused(path, path, "key 'split.no' is missing", "expected UINT32");
    }

    [Fact]
    public void The_writer_splits_a_model_by_bytes_and_the_reader_joins_it()
    {
        using TemporaryFolder folder = new();
        GgufWriter writer = new();
        writer.Set("general.architecture", "llama");
        writer.Set("general.alignment", 64u);
        for (byte i = 0; i < 4; i++)
        {
            writer.AddTensor($"w{i}", TensorType.I8, new TensorShape(10), Enumerable.Repeat(i, 10).ToArray());
        }

        IReadOnlyList<string> paths = writer.WriteShards(folder.File("model"), shardBytes: 25);
        Assert.Equal([folder.File(Name(1, 2)), folder.File(Name(2, 2))], paths);
        Assert.Equal(paths, Directory.GetFiles(folder.FullPath).Order());
        using GgufFile file = GgufFile.Open(paths[1]);
        Assert.Equal([0, 0, 1, 1], file.Tensors.Select(t => t.ShardIndex));
        Assert.Equal([0, 1, 2, 3], file.Tensors.Select(t => (int)file.Data(t)[9]));
        Assert.Equal(64u, file.Shards[1].Alignment);
    }

    [Fact]
    public void A_tensor_larger_than_a_shard_gets_one_of_its_own()
    {
        using TemporaryFolder folder = new();
        GgufWriter writer = new();
        writer.AddTensor("small", TensorType.I8, new TensorShape(1), [1]);
        writer.AddTensor("large", TensorType.I8, new TensorShape(100), new byte[100]);
        writer.AddTensor("last", TensorType.I8, new TensorShape(1), [3]);
        Assert.Equal(3, writer.WriteShards(folder.File("model"), shardBytes: 10).Count);
    }

    private static string Name(int number, int count) => $"model-{number:D5}-of-{count:D5}.gguf";

    private static byte[] Shard(
        int index,
        int count,
        uint tensors,
        string architecture = "llama",
        string? tensor = null
    )
    {
        bool named = index == 0 || architecture != "llama";
        RawGguf file = RawGguf.Header(1, named ? 4ul : 3ul);
        if (named)
        {
            file.KeyText("general.architecture", architecture);
        }

        return file.KeyU32("split.no", (uint)index)
            .KeyU32("split.count", (uint)count)
            .KeyU32("split.tensors.count", tensors)
            .Tensor(tensor ?? $"w{index}", 24, 0, 1)
            .Data(0)
            .U8((byte)(10 + index))
            .ToArray();
    }

    private static void Refused(string opened, string named, params string[] parts)
    {
        GgufException problem = Assert.Throws<GgufException>(() => GgufFile.Open(opened).Dispose());
        Assert.StartsWith(named + ": ", problem.Message);
        Assert.All(parts, part => Assert.Contains(part, problem.Message));
    }
}

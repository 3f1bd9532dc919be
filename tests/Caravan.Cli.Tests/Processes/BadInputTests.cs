// Files that are no models: one clear line, exit code 1.
using System.Buffers.Binary;
using Caravan.Gguf;
using Caravan.TestSupport;

namespace Caravan.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class BadInputTests : IDisposable
{
    private const int VersionOffset = 4;
    private const int TensorCountOffset = 8;
    private readonly TemporaryFolder folder = new();
    private readonly byte[] good = File.ReadAllBytes(CaravanProcess.AustenModel);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("run")]
    [InlineData("perplexity")]
    [InlineData("tokenize")]
    [InlineData("inspect")]
    public void A_missing_file_is_named(string command) =>
        Refused(command, folder.File("missing.gguf"), "missing.gguf", "no such file");

    [Fact]
    public void A_directory_is_named() => Refused("run", folder.FullPath, folder.FullPath, "directory");

    [Fact]
    public void An_empty_file_is_named() => Refused("run", folder.Write("empty.gguf", []), "empty.gguf");

    [Fact]
    public void Another_kind_of_file_is_named() =>
        Refused("run", folder.Write("text.gguf", "this is no model at all, only text"u8), "text.gguf", "GGUF");

    [Theory]
    [InlineData("run")]
    [InlineData("tokenize")]
    [InlineData("inspect")]
    public void A_truncated_file_is_named(string command) =>
        Refused(command, folder.Write("cut.gguf", good.AsSpan(0, good.Length / 2)), "cut.gguf");

    [Theory]
    [InlineData(1u)]
    [InlineData(99u)]
    public void Another_version_is_named(uint version)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(good.AsSpan(VersionOffset), version);
        Refused("run", folder.Write("version.gguf", good), "version.gguf", $"version {version}");
    }

    [Fact]
    public void A_big_endian_file_is_named()
    {
        BinaryPrimitives.WriteUInt32BigEndian(good.AsSpan(VersionOffset), 3);
        Refused("run", folder.Write("endian.gguf", good), "endian.gguf", "big-endian");
    }

    [Fact]
    public void Absurd_counts_are_named()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(good.AsSpan(TensorCountOffset), 1ul << 63);
        Refused("run", folder.Write("counts.gguf", good), "counts.gguf");
    }

    [Fact]
    public void A_missing_shard_is_named() =>
        Refused(
            "run",
            ChangedModel.Write(
                folder.File("model-00001-of-00002.gguf"),
                model =>
                {
                    model.Set("split.no", GgufValue.Of((ushort)0));
                    model.Set("split.count", GgufValue.Of((ushort)2));
                    model.Set("split.tensors.count", 100);
                }
            ),
            "model-00002-of-00002.gguf"
        );

    [Fact]
    public void A_missing_key_is_named() =>
        Refused(
            "run",
            ChangedModel.Write(folder.File("key.gguf"), _ => { }, without: "llama.block_count"),
            "key.gguf",
            "llama.block_count"
        );

    [Fact]
    public void A_key_of_the_wrong_type_is_named() =>
        Refused(
            "run",
            ChangedModel.Write(folder.File("type.gguf"), model => model.Set("llama.block_count", "six")),
            "type.gguf",
            "llama.block_count"
        );

    [Fact]
    public void A_missing_tensor_is_named() =>
        Refused(
            "run",
            ChangedModel.Write(folder.File("tensor.gguf"), model => model.Set("llama.block_count", 7u)),
            "tensor.gguf",
            "blk.6."
        );

    [Fact]
    public void An_unknown_architecture_is_named() =>
        Refused(
            "run",
            ChangedModel.Write(folder.File("arch.gguf"), model => model.Set("general.architecture", "abacus")),
            "arch.gguf",
            "abacus"
        );

    [Fact]
    public void A_model_that_shrinks_while_it_runs_ends_the_program()
    {
        string path = folder.Write("shrinks.gguf", good);
        using System.Diagnostics.Process process = CaravanProcess.Start(
            CaravanProcess.ProgramPath,
            ["run", "-m", path, "-p", "It is", "-n", "-1", "-c", "100000", "--ignore-eos", "--log-disable"]
        );
        process.StandardOutput.BaseStream.ReadAtLeast(new byte[32], 32);
        using (FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(good.Length / 2);
        }

        ProcessResult result = CaravanProcess.Finish(process);
        Assert.NotEqual(0, result.ExitCode);
        // Between two checks the process may die of SIGBUS: then it says nothing.
        if (result.ExitCode == 1)
        {
            Assert.Contains("shrinks.gguf", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_prompt_file_is_named() =>
        Assert.Contains(
            "nowhere.txt",
            CaravanProcess.Run("run", "-m", CaravanProcess.AustenModel, "-f", folder.File("nowhere.txt")).Refusal(1),
            StringComparison.Ordinal
        );

    [Fact]
    public void An_unsuitable_cache_type_is_named() =>
        Assert.Contains(
            "Q4_K",
            CaravanProcess
                .Run("run", "-m", CaravanProcess.AustenModel, "-p", "x", "-ctk", "q4_k", "--log-disable")
                .Refusal(1),
            StringComparison.Ordinal
        );

    [Fact]
    public void Stack_traces_are_printed_only_where_asked()
    {
        string path = folder.File("missing.gguf");
        Assert.DoesNotContain("   at ", CaravanProcess.Run("run", "-m", path).Error, StringComparison.Ordinal);
        Assert.Contains("   at ", CaravanProcess.Run("run", "-m", path, "--verbose").Error, StringComparison.Ordinal);
    }

    private static void Refused(string command, string path, params string[] expected)
    {
        string[] rest = command is "run" or "tokenize" or "perplexity" ? ["-p", "x"] : [];
        string message = CaravanProcess.Run([command, "-m", path, .. rest]).Refusal(1);
        Assert.All(expected, text => Assert.Contains(text, message, StringComparison.Ordinal));
    }
}

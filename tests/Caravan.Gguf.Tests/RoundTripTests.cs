// Files that other programs wrote, read and written again.
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests;

public class RoundTripTests
{
    public static TheoryData<string> Folders => ["models", "goldens/models", "tokenizers/vocab"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Real_files_are_written_again_byte_for_byte(string folder)
    {
        using TemporaryFolder output = new();
        foreach (string path in Directory.GetFiles(SharedFolder.Require(folder), "*.gguf"))
        {
            string copy = output.File("copy.gguf");
            using (GgufFile file = GgufFile.Open(path))
            {
                GgufWriter.CopyOf(file).Write(copy);
            }

            AssertSameBytes(path, copy);
        }
    }

    // Some vocabularies end right after the metadata: their writer did not pad where no tensor follows.
    private static void AssertSameBytes(string path, string copy)
    {
        ReadOnlySpan<byte> expected = File.ReadAllBytes(path);
        ReadOnlySpan<byte> actual = File.ReadAllBytes(copy);
        Assert.True(expected.SequenceEqual(actual[..Math.Min(expected.Length, actual.Length)]), path);
        using GgufFile file = GgufFile.Open(path);
        bool vocabularyOnly = file.Tensors.Count == 0;
        Assert.InRange(actual.Length - expected.Length, 0, vocabularyOnly ? 31 : 0);
        Assert.Equal(-1, actual[expected.Length..].IndexOfAnyExcept((byte)0));
    }
}

// Opens every GGUF file among the shared fixtures.
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests;

public class RealFilesTests
{
    public static TheoryData<string> Folders => ["models", "goldens/models", "tokenizers/vocab"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_real_file_opens(string folder)
    {
        string[] paths = Directory.GetFiles(SharedFolder.Require(folder), "*.gguf");
        Assert.NotEmpty(paths);
        foreach (string path in paths)
        {
            using GgufFile file = GgufFile.Open(path);
            Assert.NotEmpty(file.Metadata);
            file.CheckUnchanged();
        }
    }
}

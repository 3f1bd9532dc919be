// A folder for one test's files, removed afterwards.
namespace Caravan.TestSupport;

/// <summary>An empty folder of its own among the system's temporary files, removed on disposal.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("caravan-test-");

    /// <summary>Full path of the folder.</summary>
    public string FullPath => folder.FullName;

    /// <summary>Full path of a file in the folder.</summary>
    public string File(string name) => Path.Combine(FullPath, name);

    /// <summary>Writes a file into the folder and gives its full path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = File(name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);
}

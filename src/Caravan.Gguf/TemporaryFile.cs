// A file that appears under its name only when it is complete.
namespace Caravan.Gguf;

internal sealed class TemporaryFile : IDisposable
{
    private const int BufferBytes = 1 << 16;
    private readonly string temporary;
    private bool complete;

    internal TemporaryFile(string path)
    {
        Path = path;

        // In the same folder, so that renaming is one step of the file system.
        temporary = $"{path}.{Guid.NewGuid():N}.partial";
        Stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes);
    }

    internal string Path { get; }

    internal FileStream Stream { get; }

    internal void Complete()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(temporary, Path, overwrite: true);
        complete = true;
    }

    public void Dispose()
    {
        if (!complete)
        {
            Stream.Dispose();
            File.Delete(temporary);
        }
    }
}

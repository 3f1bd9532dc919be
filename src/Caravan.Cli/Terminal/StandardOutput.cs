// Standard output as bytes: what the user asked for and nothing else.
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Caravan.Cli.Terminal;

/// <summary>Writes UTF-8 to standard output at once, without a buffer; writing allocates nothing once the buffer has its size.</summary>
internal sealed class StandardOutput
{
    private const int UnixDescriptor = 1;
    private const int BrokenPipe = 32;
    private readonly Stream stream;
    private byte[] buffer = new byte[256];

    /// <summary>Output into a stream.</summary>
    internal StandardOutput(Stream stream) => this.stream = stream;

    /// <summary>Standard output of this process.</summary>
    internal static StandardOutput Open() => new(OpenStream());

    /// <summary>Writes text.</summary>
    /// <exception cref="OutputClosedException">Nobody reads it any more.</exception>
    internal void Write(ReadOnlySpan<char> text)
    {
        int needed = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (needed > buffer.Length)
        {
            buffer = new byte[needed];
        }

        Write(buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)));
    }

    /// <summary>Writes bytes.</summary>
    /// <exception cref="OutputClosedException">Nobody reads it any more.</exception>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        try
        {
            stream.Write(bytes);
        }
        catch (IOException problem) when (problem.HResult == BrokenPipe)
        {
            throw new OutputClosedException();
        }
    }

    // The console's stream swallows the error of a closed pipe, so that "caravan run | head" would never end; a file stream
    // reports it. A file keeps the console's stream: a file stream would write at a position of its own and overwrite
    // what standard error wrote to the same file.
    private static Stream OpenStream()
    {
        if (!OperatingSystem.IsWindows())
        {
            FileStream file = new(
                new SafeFileHandle(UnixDescriptor, ownsHandle: false),
                FileAccess.Write,
                bufferSize: 0
            );
            if (!file.CanSeek)
            {
                return file;
            }
        }

        return Console.OpenStandardOutput();
    }
}

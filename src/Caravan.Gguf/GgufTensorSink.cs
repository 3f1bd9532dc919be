// Takes the bytes of one tensor while a file is written.
namespace Caravan.Gguf;

/// <summary>Where a tensor's bytes are written, in as many pieces as the caller likes.</summary>
public sealed class GgufTensorSink
{
    private readonly Stream stream;
    private readonly string name;

    internal GgufTensorSink(Stream stream, string name, long bytes)
    {
        this.stream = stream;
        this.name = name;
        Remaining = bytes;
    }

    /// <summary>Bytes of the tensor that are still to be written.</summary>
    public long Remaining { get; private set; }

    /// <summary>Writes the tensor's next bytes.</summary>
    /// <exception cref="InvalidOperationException">They are more than <see cref="Remaining"/>.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Remaining)
        {
            throw new InvalidOperationException(
                $"tensor '{name}' was given {bytes.Length} bytes where {Remaining} were left to write"
            );
        }

        stream.Write(bytes);
        Remaining -= bytes.Length;
    }

    /// <summary>Writes the tensor's next bytes from memory of any size.</summary>
    /// <exception cref="InvalidOperationException">They are more than <see cref="Remaining"/>.</exception>
    public unsafe void Write(byte* start, long count)
    {
        // Each span lies within start .. start + count.
        const int piece = 1 << 20;
        for (long at = 0; at < count; at += piece)
        {
            Write(new ReadOnlySpan<byte>(start + at, (int)Math.Min(piece, count - at)));
        }
    }
}

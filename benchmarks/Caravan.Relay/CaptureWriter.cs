// Writes what passes through a connection to a capture file.
using System.Buffers.Binary;

namespace Caravan.Relay;

/// <summary>A capture file: records of a direction (one byte), a length (32 bits, little-endian) and the bytes.</summary>
internal sealed class CaptureWriter(string path) : IDisposable
{
    private readonly FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read);
    private readonly Lock gate = new();
    private bool closed;

    /// <summary>Adds one record; both directions may call at once.</summary>
    internal void Write(RelayDirection direction, ReadOnlySpan<byte> bytes)
    {
        Span<byte> header = stackalloc byte[5];
        header[0] = (byte)direction;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], bytes.Length);
        lock (gate)
        {
            if (!closed)
            {
                file.Write(header);
                file.Write(bytes);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            file.Dispose();
        }
    }
}

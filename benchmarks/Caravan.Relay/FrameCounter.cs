// Counts the messages of a ggml RPC stream without looking into them.
using System.Buffers.Binary;

namespace Caravan.Relay;

/// <summary>
/// Follows the frames of one direction: requests are a command byte, a length of 8 bytes and so many bytes; answers the same
/// without the command.
/// </summary>
internal sealed class FrameCounter(RelayDirection direction)
{
    private readonly int prefix = direction == RelayDirection.ToServer ? 1 : 0;
    private readonly byte[] header = new byte[direction == RelayDirection.ToServer ? 9 : 8];
    private int filled;
    private ulong left;

    /// <summary>Messages of which the last byte was seen.</summary>
    internal long Messages { get; private set; }

    /// <summary>Takes the next bytes of the stream, cut anywhere.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (filled < header.Length)
            {
                int taken = Math.Min(header.Length - filled, bytes.Length);
                bytes[..taken].CopyTo(header.AsSpan(filled));
                filled += taken;
                bytes = bytes[taken..];
                if (filled < header.Length)
                {
                    return;
                }

                left = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(prefix));
            }

            int passed = (int)Math.Min(left, (ulong)bytes.Length);
            left -= (ulong)passed;
            bytes = bytes[passed..];
            if (left == 0)
            {
                Messages++;
                filled = 0;
            }
        }
    }
}

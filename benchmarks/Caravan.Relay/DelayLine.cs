// The bytes that are under way between the relay's reading and its writing thread.
using System.Buffers;

namespace Caravan.Relay;

/// <summary>A bounded queue of pieces, each with the time it arrived at; one thread adds, one takes.</summary>
internal sealed class DelayLine
{
    // More than any network that is played holds in flight: 10 Gbit/s for 10 ms.
    private const long MostBytes = 16 << 20;

    private readonly Queue<Piece> pieces = new();
    private readonly object gate = new();
    private long bytes;
    private bool ended;

    /// <summary>Copies a piece in; waits while the line is full.</summary>
    /// <returns>False when the line has been closed.</returns>
    internal bool Add(ReadOnlySpan<byte> content, long arrival)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(content.Length);
        content.CopyTo(buffer);
        lock (gate)
        {
            while (bytes + content.Length > MostBytes && !ended)
            {
                Monitor.Wait(gate);
            }

            if (ended)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return false;
            }

            bytes += content.Length;
            pieces.Enqueue(new Piece(buffer, content.Length, arrival));
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>Takes the next piece; waits for one.</summary>
    /// <returns>False when all pieces were taken and no more will come.</returns>
    internal bool TryTake(out Piece piece)
    {
        lock (gate)
        {
            while (pieces.Count == 0 && !ended)
            {
                Monitor.Wait(gate);
            }

            if (!pieces.TryDequeue(out piece))
            {
                return false;
            }

            bytes -= piece.Length;
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>No piece comes after those that are in the line.</summary>
    internal void End()
    {
        lock (gate)
        {
            ended = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Bytes with their arrival; the buffer goes back to the shared pool after use.</summary>
    internal readonly record struct Piece(byte[] Buffer, int Length, long Arrival);
}

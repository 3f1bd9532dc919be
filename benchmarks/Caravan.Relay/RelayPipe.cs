// One direction of one relayed connection: reads, waits, damages, records, writes.
using System.Buffers;
using System.Net.Sockets;

namespace Caravan.Relay;

/// <summary>
/// Carries bytes from one socket to another on threads of its own: one where nothing has to wait, else one that reads and
/// stamps and one that writes when the time has come. Bytes leave in order.
/// </summary>
internal sealed class RelayPipe(
    RelayConnection connection,
    RelayDirection direction,
    RelayDirectionOptions options,
    Socket source,
    Socket target
)
{
    private const int ReadBytes = 64 * 1024;
    private const long NanosecondsPerSecond = 1_000_000_000;

    // A link with a rate sends in packets; pieces shorter in time than this cannot be told apart by sleeping.
    private const long PieceNanoseconds = 50_000;
    private const int LeastPieceBytes = 1500;

    private readonly FrameCounter frames = new(direction);
    private readonly DelayLine line = new();
    private long passed;
    private long messages;
    private long linkFree;
    private bool stalled;

    /// <summary>Bytes and messages passed on so far.</summary>
    internal RelayCounts Counts => new(Interlocked.Read(ref passed), Interlocked.Read(ref messages));

    /// <summary>Starts the threads; <paramref name="ended"/> is called once, when no more bytes will pass.</summary>
    internal void Start(Action ended)
    {
        if (!options.Waits)
        {
            StartThread("direct", () => ReadAll(PassOn), ended);
            return;
        }

        StartThread("read", () => ReadAll((bytes, arrival) => line.Add(bytes, arrival)), line.End);
        StartThread("write", WriteAll, ended);
    }

    /// <summary>Lets threads that wait for room or for bytes go on and end.</summary>
    internal void Abandon() => line.End();

    private void StartThread(string role, Action body, Action ended) =>
        new Thread(() =>
        {
            try
            {
                RelayClock.MakeThreadPrecise();
                body();
            }
            catch (Exception problem) when (problem is SocketException or ObjectDisposedException or IOException)
            {
                // One side is gone: so is the other.
                connection.Cut();
            }
            finally
            {
                ended();
            }
        })
        {
            IsBackground = true,
            Name = $"relay {direction} {role}",
        }.Start();

    private void ReadAll(PieceTaker take)
    {
        byte[] buffer = new byte[ReadBytes];
        int count;
        do
        {
            count = source.Receive(buffer);
        } while (count > 0 && take(buffer.AsSpan(0, count), RelayClock.Now));

        if (!options.Waits)
        {
            target.Shutdown(SocketShutdown.Send);
        }
    }

    private void WriteAll()
    {
        long delay = RelayClock.Nanoseconds(options.Delay);
        int pieceBytes = int.MaxValue;
        if (options.BitsPerSecond > 0)
        {
            Int128 bytes = (Int128)options.BitsPerSecond * PieceNanoseconds / 8 / NanosecondsPerSecond;
            pieceBytes = (int)Int128.Max(LeastPieceBytes, bytes);
        }

        while (line.TryTake(out DelayLine.Piece piece))
        {
            for (int at = 0; at < piece.Length; )
            {
                int count = Math.Min(pieceBytes, piece.Length - at);
                RelayClock.SleepUntil(TurnEnds(piece.Arrival, count) + delay);
                if (!PassOn(piece.Buffer.AsSpan(at, count), piece.Arrival))
                {
                    return;
                }

                at += count;
            }

            ArrayPool<byte>.Shared.Return(piece.Buffer);
        }

        target.Shutdown(SocketShutdown.Send);
    }

    // When a link of the given rate, which carries one piece after the other, has taken the piece up.
    private long TurnEnds(long arrival, int count)
    {
        if (options.BitsPerSecond <= 0)
        {
            return arrival;
        }

        linkFree =
            Math.Max(arrival, linkFree) + (long)((Int128)count * 8 * NanosecondsPerSecond / options.BitsPerSecond);
        return linkFree;
    }

    private bool PassOn(Span<byte> bytes, long arrival)
    {
        long first = passed;
        foreach (BitFlip flip in options.Flips)
        {
            if (flip.Offset >= first && flip.Offset < first + bytes.Length)
            {
                bytes[(int)(flip.Offset - first)] ^= flip.Mask;
            }
        }

        if (!stalled && options.StallAfterBytes is long stallAt && stallAt < first + bytes.Length)
        {
            stalled = true;
            int before = (int)Math.Max(0, stallAt - first);
            if (!Send(bytes[..before]))
            {
                return false;
            }

            connection.Wait(options.StallFor);
            bytes = bytes[before..];
        }

        return Send(bytes);
    }

    private bool Send(Span<byte> bytes)
    {
        bool cut = options.CutAfterBytes is long cutAt && cutAt <= passed + bytes.Length;
        if (cut)
        {
            bytes = bytes[..(int)Math.Max(0, options.CutAfterBytes!.Value - passed)];
        }

        connection.WaitWhileStalled();
        connection.Capture?.Write(direction, bytes);
        frames.Add(bytes);
        Interlocked.Add(ref passed, bytes.Length);
        Interlocked.Exchange(ref messages, frames.Messages);
        for (int sent = 0; sent < bytes.Length; )
        {
            sent += target.Send(bytes[sent..]);
        }

        if (cut)
        {
            connection.Cut();
        }

        return !cut;
    }

    private delegate bool PieceTaker(Span<byte> bytes, long arrival);
}

// A plain client of the ggml RPC protocol that sends exactly the bytes it is told to.
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Caravan.Rpc.Tests.Captures;

/// <summary>A TCP connection on which a test writes frames and reads answers; nothing is checked on the way out.</summary>
internal sealed class RawConnection : IDisposable
{
    private const int MostAnswerBytes = 256 << 20;
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(60);
    private readonly Socket socket;

    internal RawConnection(string host, int port)
    {
        socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)UsualPatience.TotalMilliseconds,
            SendTimeout = (int)UsualPatience.TotalMilliseconds,
        };
        socket.Connect(host, port);
    }

    internal static RawConnection Greeted(string host, int port, GgmlLayout layout)
    {
        RawConnection connection = new(host, port);
        try
        {
            connection.Ask(GgmlCommand.Hello, new byte[layout.HelloBytes]);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A request as it goes over the wire.</summary>
    internal static byte[] Frame(GgmlCommand command, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        frame[0] = (byte)command;
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    internal void SendBytes(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    internal void Send(GgmlCommand command, ReadOnlySpan<byte> payload) => SendBytes(Frame(command, payload));

    /// <summary>Sends a request and reads its answer.</summary>
    /// <exception cref="EndOfStreamException">The server closed the connection instead of answering.</exception>
    internal byte[] Ask(GgmlCommand command, ReadOnlySpan<byte> payload)
    {
        Send(command, payload);
        byte[] header = new byte[8];
        Receive(header, command);
        long length = BinaryPrimitives.ReadInt64LittleEndian(header);
        byte[] answer = length is >= 0 and <= MostAnswerBytes
            ? new byte[length]
            : throw new InvalidDataException($"{command} was answered with a length of {(ulong)length}");
        Receive(answer, command);
        return answer;
    }

    /// <summary>Waits for the server to close the connection; what it still answers is passed over.</summary>
    /// <returns>False when the connection was still open after <paramref name="patience"/>.</returns>
    internal bool IsClosedWithin(TimeSpan patience)
    {
        byte[] rest = new byte[4096];
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        try
        {
            for (long left = end - Environment.TickCount64; left > 0; left = end - Environment.TickCount64)
            {
                socket.ReceiveTimeout = (int)Math.Max(1, left);
                if (socket.Receive(rest) == 0)
                {
                    return true;
                }
            }

            return false;
        }
        catch (SocketException problem)
        {
            return problem.SocketErrorCode is not SocketError.TimedOut and not SocketError.WouldBlock;
        }
    }

    /// <summary>Ends the connection as a crashed client does.</summary>
    internal void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private void Receive(Span<byte> into, GgmlCommand command)
    {
        while (!into.IsEmpty)
        {
            int count;
            try
            {
                count = socket.Receive(into);
            }
            catch (SocketException problem) when (problem.SocketErrorCode == SocketError.ConnectionReset)
            {
                count = 0;
            }

            into =
                count > 0
                    ? into[count..]
                    : throw new EndOfStreamException(
                        $"the server closed the connection instead of answering {command}"
                    );
        }
    }
}

// A server on loopback that answers a client from a script: recorded or hand-made bytes, right or wrong.
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Caravan.Rpc.Tests.Captures;

namespace Caravan.Rpc.Tests.Scripted;

/// <summary>
/// Accepts any number of connections, reads ggml RPC requests and sends what the script says. It keeps what it was asked, for the
/// test to look at.
/// </summary>
internal sealed class ScriptedServer : IDisposable
{
    private const ulong MostRequestBytes = 1 << 30;
    private readonly Func<ScriptedRequest, ScriptedAnswer> script;
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> sockets = [];
    private readonly List<ScriptedRequest> requests = [];
    private readonly List<Exception> problems = [];
    private readonly Lock gate = new();

    /// <param name="script">Called with each request; calls of different connections may run at once.</param>
    internal ScriptedServer(Func<ScriptedRequest, ScriptedAnswer> script)
    {
        this.script = script;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        new Thread(AcceptAll) { IsBackground = true, Name = "scripted server" }.Start();
    }

    internal int Port { get; }

    /// <summary>What was asked so far.</summary>
    internal IReadOnlyList<ScriptedRequest> Requests
    {
        get
        {
            lock (gate)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>What the script itself threw; such a connection is closed.</summary>
    internal IReadOnlyList<Exception> Problems
    {
        get
        {
            lock (gate)
            {
                return [.. problems];
            }
        }
    }

    /// <summary>
    /// Answers with the server's side of a capture folder: connection n as the n-th recorded one, in order, and only commands in
    /// the recorded order.
    /// </summary>
    internal static ScriptedServer Replaying(string folder)
    {
        IReadOnlyList<CaptureFile> captures = CaptureFile.ReadFolder(folder);
        return new ScriptedServer(request =>
        {
            Assert.InRange(request.Connection, 0, captures.Count - 1);
            IReadOnlyList<GgmlExchange> exchanges = captures[request.Connection].Exchanges;
            Assert.InRange(request.Number, 0, exchanges.Count - 1);
            GgmlExchange recorded = exchanges[request.Number];
            Assert.Equal(recorded.Command, request.Command);
            Assert.Equal(recorded.Request.Length, request.Payload.Length);
            return recorded.Answer is null ? ScriptedAnswer.None : ScriptedAnswer.Framed(recorded.Answer);
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listener.Dispose();
        lock (gate)
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private void AcceptAll()
    {
        try
        {
            for (int connection = 0; ; connection++)
            {
                Socket socket = listener.Accept();
                socket.NoDelay = true;
                int number = connection;
                lock (gate)
                {
                    sockets.Add(socket);
                }

                new Thread(() => Serve(socket, number)) { IsBackground = true, Name = "scripted connection" }.Start();
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }

    private void Serve(Socket socket, int connection)
    {
        try
        {
            byte[] header = new byte[9];
            for (int number = 0; TryReceive(socket, header); number++)
            {
                ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(1));
                Assert.InRange(length, 0ul, MostRequestBytes);
                byte[] payload = new byte[length];
                if (!TryReceive(socket, payload))
                {
                    break;
                }

                ScriptedRequest request = new(connection, number, (GgmlCommand)header[0], payload);
                lock (gate)
                {
                    requests.Add(request);
                }

                ScriptedAnswer answer = script(request);
                socket.Send(answer.Bytes);
                if (answer.Closes)
                {
                    break;
                }
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // The client is gone, or the test is over.
        }
        catch (Exception problem)
        {
            lock (gate)
            {
                problems.Add(problem);
            }
        }
        finally
        {
            socket.Dispose();
        }
    }

    private static bool TryReceive(Socket socket, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            int count = socket.Receive(into);
            if (count == 0)
            {
                return false;
            }

            into = into[count..];
        }

        return true;
    }
}

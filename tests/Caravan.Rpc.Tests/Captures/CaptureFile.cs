// Reads a capture file: one recorded TCP connection between real ggml RPC peers.
using System.Buffers.Binary;

namespace Caravan.Rpc.Tests.Captures;

/// <summary>The exchanges of one recorded connection, in order.</summary>
internal sealed class CaptureFile
{
    private CaptureFile(string path, List<GgmlExchange> exchanges, byte[] fromClient, byte[] fromServer)
    {
        Path = path;
        Exchanges = exchanges;
        FromClient = fromClient;
        FromServer = fromServer;
    }

    internal string Path { get; }

    internal IReadOnlyList<GgmlExchange> Exchanges { get; }

    /// <summary>All bytes that the client sent.</summary>
    internal byte[] FromClient { get; }

    /// <summary>All bytes that the server sent.</summary>
    internal byte[] FromServer { get; }

    /// <summary>The connections of a capture folder in the order of their opening.</summary>
    internal static IReadOnlyList<CaptureFile> ReadFolder(string folder) =>
        [.. Directory.GetFiles(folder, "*.cap").Order(StringComparer.Ordinal).Select(Read)];

    /// <exception cref="InvalidDataException">The file ends within a record or a message.</exception>
    internal static CaptureFile Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        using MemoryStream client = new();
        using MemoryStream server = new();
        while (!file.IsEmpty)
        {
            byte direction = file[0];
            int length = BinaryPrimitives.ReadInt32LittleEndian(file[1..]);
            (direction == 0 ? client : server).Write(file.Slice(5, length));
            file = file[(5 + length)..];
        }

        byte[] fromClient = client.ToArray();
        byte[] fromServer = server.ToArray();
        return new CaptureFile(path, Pair(path, fromClient, fromServer), fromClient, fromServer);
    }

    // Answers carry no number: the n-th answer belongs to the n-th request that has one.
    private static List<GgmlExchange> Pair(string path, byte[] fromClient, byte[] fromServer)
    {
        List<GgmlExchange> exchanges = [];
        int answersRead = 0;
        for (int at = 0; at < fromClient.Length; )
        {
            GgmlCommand command = (GgmlCommand)fromClient[at];
            byte[] request = Message(path, fromClient, at + 1);
            at += 1 + 8 + request.Length;
            byte[]? answer = null;
            if (!GgmlLayout.IsSilent(command))
            {
                answer = Message(path, fromServer, answersRead);
                answersRead += 8 + answer.Length;
            }

            exchanges.Add(new GgmlExchange(command, request, answer));
        }

        return answersRead == fromServer.Length
            ? exchanges
            : throw new InvalidDataException($"{path}: {fromServer.Length - answersRead} bytes answer no request");
    }

    private static byte[] Message(string path, byte[] stream, int at)
    {
        ulong length =
            at <= stream.Length - 8 ? BinaryPrimitives.ReadUInt64LittleEndian(stream.AsSpan(at)) : ulong.MaxValue;
        return length <= (ulong)(stream.Length - at - 8)
            ? stream.AsSpan(at + 8, (int)length).ToArray()
            : throw new InvalidDataException($"{path} ends within the message at byte {at}");
    }
}

// The exchange that fuzzing makes damaged copies of.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>The requests of one connection, in order, in one dialect.</summary>
public sealed class RpcFuzzScript
{
    // A record of a capture file: direction (one byte), length (32 bits), bytes.
    private const int RecordHeaderBytes = 5;
    private const int LengthBytes = 8;

    internal RpcFuzzScript(Dialect dialect, IReadOnlyList<FuzzRequest> requests)
    {
        Dialect = dialect;
        Requests = requests;
    }

    /// <summary>What the requests speak.</summary>
    public Dialect Dialect { get; }

    /// <summary>The requests, HELLO first.</summary>
    internal IReadOnlyList<FuzzRequest> Requests { get; }

    /// <summary>A small exchange made by hand: every command, a graph of common ops.</summary>
    public static RpcFuzzScript Sample(Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return RpcFuzzSample.Create(dialect);
    }

    /// <summary>The client's side of a recorded connection.</summary>
    /// <param name="capture">A capture file: records of a direction, a length and bytes.</param>
    /// <exception cref="InvalidDataException">It is no such file, or ends within a message.</exception>
    public static RpcFuzzScript FromCapture(ReadOnlySpan<byte> capture)
    {
        using MemoryStream client = new();
        using MemoryStream server = new();
        for (int at = 0; at < capture.Length; )
        {
            int length =
                capture.Length - at >= RecordHeaderBytes
                    ? BinaryPrimitives.ReadInt32LittleEndian(capture[(at + 1)..])
                    : -1;
            if (length < 0 || length > capture.Length - at - RecordHeaderBytes || capture[at] > 1)
            {
                throw new InvalidDataException($"byte {at} begins no record of a capture file");
            }

            (capture[at] == 0 ? client : server).Write(capture.Slice(at + RecordHeaderBytes, length));
            at += RecordHeaderBytes + length;
        }

        return FromStreams(client.ToArray(), server.ToArray());
    }

    private static RpcFuzzScript FromStreams(ReadOnlySpan<byte> client, ReadOnlySpan<byte> server)
    {
        List<FuzzRequest> requests = [];
        while (!client.IsEmpty)
        {
            byte command = client[0];
            byte[] payload = Message(client[1..]);
            client = client[(1 + LengthBytes + payload.Length)..];
            byte[]? answer = null;
            if (
                (RpcCommand)command
                is not (RpcCommand.SetTensor or RpcCommand.ComputeGraph or RpcCommand.RecomputeGraph)
            )
            {
                answer = Message(server);
                server = server[(LengthBytes + answer.Length)..];
            }

            requests.Add(new FuzzRequest(command, payload, answer));
        }

        if (requests.Count == 0 || requests[0] is not { Command: (byte)RpcCommand.Hello } hello)
        {
            throw new InvalidDataException("the recorded connection does not begin with HELLO");
        }

        DialectFamily family = hello.Payload.Length == 0 ? DialectFamily.Ik : DialectFamily.Upstream;
        byte major = hello.Answer is [byte first, ..] ? first : (byte)0;
        Dialect dialect =
            Dialect.Find(family, major)
            ?? throw new InvalidDataException($"no dialect of version {major} is spoken in this recording's family");
        return new RpcFuzzScript(dialect, requests);
    }

    private static byte[] Message(ReadOnlySpan<byte> stream)
    {
        ulong length = stream.Length >= LengthBytes ? BinaryPrimitives.ReadUInt64LittleEndian(stream) : ulong.MaxValue;
        return length <= (ulong)(stream.Length - LengthBytes)
            ? stream.Slice(LengthBytes, (int)length).ToArray()
            : throw new InvalidDataException("the recording ends within a message");
    }
}

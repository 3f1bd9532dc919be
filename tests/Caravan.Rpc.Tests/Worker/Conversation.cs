// A client in memory that says one thing after another.
using System.Buffers.Binary;

namespace Caravan.Rpc.Tests.Worker;

/// <summary>
/// A transport whose input comes from steps, each asked for its bytes when the worker wants more, and whose output is kept. Input
/// arrives in pieces of a given size.
/// </summary>
internal sealed class Conversation(int pieceBytes, params Func<Conversation, byte[]>[] steps) : IByteTransport
{
    private readonly List<byte> output = [];
    private byte[] input = [];
    private int position;
    private int step;

    /// <inheritdoc/>
    public string Peer => "memory";

    /// <summary>Bytes that the worker will get at the most; then the client is gone.</summary>
    internal int CutAfter { get; init; } = int.MaxValue;

    /// <summary>Bytes given so far.</summary>
    internal int Given { get; private set; }

    /// <summary>All bytes that the worker sent.</summary>
    internal byte[] Output => [.. output];

    /// <summary>The answers, without their lengths.</summary>
    internal List<byte[]> Answers
    {
        get
        {
            List<byte[]> answers = [];
            for (ReadOnlySpan<byte> rest = Output; rest.Length > 0; )
            {
                int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(rest));
                answers.Add(rest.Slice(8, length).ToArray());
                rest = rest[(8 + length)..];
            }

            return answers;
        }
    }

    /// <inheritdoc/>
    public int Receive(Span<byte> destination)
    {
        while (position == input.Length)
        {
            if (step == steps.Length)
            {
                return 0;
            }

            input = steps[step++](this);
            position = 0;
        }

        int count = Math.Min(Math.Min(destination.Length, pieceBytes), input.Length - position);
        count = Math.Min(count, CutAfter - Given);
        input.AsSpan(position, count).CopyTo(destination);
        position += count;
        Given += count;
        return count;
    }

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> source)
    {
        output.AddRange(source);
        return true;
    }
}

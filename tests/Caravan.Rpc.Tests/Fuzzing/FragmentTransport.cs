// A client in memory whose bytes arrive in chosen pieces.
namespace Caravan.Rpc.Tests.Fuzzing;

/// <summary>Gives out a stream piece by piece and keeps what is answered.</summary>
internal sealed class FragmentTransport(byte[] stream, IEnumerable<int> ends) : IByteTransport
{
    private readonly Queue<int> ends = new([.. ends.Where(end => end > 0 && end < stream.Length), stream.Length]);
    private readonly List<byte> answers = [];
    private int at;

    /// <inheritdoc/>
    public string Peer => "test";

    /// <summary>All answers so far.</summary>
    internal byte[] Answers => [.. answers];

    /// <inheritdoc/>
    public int Receive(Span<byte> destination)
    {
        while (ends.TryPeek(out int end) && end <= at)
        {
            ends.Dequeue();
        }

        int count = Math.Min(destination.Length, ends.TryPeek(out int next) ? next - at : 0);
        stream.AsSpan(at, count).CopyTo(destination);
        at += count;
        return count;
    }

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> source)
    {
        answers.AddRange(source);
        return true;
    }
}

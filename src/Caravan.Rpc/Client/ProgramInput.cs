// An input of a program on a worker: its bytes, and which of them the worker does not have yet.
namespace Caravan.Rpc;

/// <summary>Keeps the bytes written last, so that only those that changed travel.</summary>
internal sealed class ProgramInput
{
    private byte[] bytes = [];
    private int validBytes;
    private int changedFrom;
    private int changedTo;

    internal ProgramInput(WirePlace place, long maximumBytes)
    {
        Place = place;
        MaximumBytes = maximumBytes;
    }

    /// <summary>Where it lies on the worker.</summary>
    internal WirePlace Place { get; }

    /// <summary>Its bytes at the largest symbols.</summary>
    internal long MaximumBytes { get; }

    /// <summary>First byte to send.</summary>
    internal int ChangedFrom => changedFrom;

    /// <summary>Bytes to send.</summary>
    internal ReadOnlySpan<byte> Changed => bytes.AsSpan(changedFrom, changedTo - changedFrom);

    /// <summary>All bytes written last.</summary>
    internal ReadOnlySpan<byte> Written => bytes.AsSpan(0, validBytes);

    /// <summary>Takes new bytes from the start on.</summary>
    internal void Write(ReadOnlySpan<byte> source)
    {
        if (source.Length > bytes.Length)
        {
            // Grows to twice what is needed, so that a growing cache does not have its mask's memory grow at every step.
            Array.Resize(
                ref bytes,
                (int)Math.Min(Math.Max(2L * source.Length, 64), Math.Max(MaximumBytes, source.Length))
            );
        }

        int same = source[..Math.Min(source.Length, validBytes)].CommonPrefixLength(bytes);
        if (same < source.Length)
        {
            int end = source.Length;
            if (end <= validBytes)
            {
                while (source[end - 1] == bytes[end - 1])
                {
                    end--;
                }
            }

            source[same..end].CopyTo(bytes.AsSpan(same));
            bool isFirst = changedTo == changedFrom;
            changedFrom = isFirst ? same : Math.Min(changedFrom, same);
            changedTo = isFirst ? end : Math.Max(changedTo, end);
        }

        validBytes = source.Length;
        changedTo = Math.Min(changedTo, validBytes);
        changedFrom = Math.Min(changedFrom, changedTo);
    }

    /// <summary>Says that the worker may have other bytes at this place by now.</summary>
    internal void Forget() => (changedFrom, changedTo) = (0, validBytes);

    /// <summary>Says that everything was sent.</summary>
    internal void Sent() => (changedFrom, changedTo) = (0, 0);
}

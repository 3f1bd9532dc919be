// Where in a buffer a tensor's bytes, or some of them, lie.
namespace Caravan.Rpc;

/// <summary>Checked bytes of a buffer.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Bytes">Bytes; <c>Offset + Bytes</c> lies within the buffer.</param>
internal readonly record struct TensorRegion(WorkerBuffer Buffer, long Offset, long Bytes)
{
    /// <summary>A part of a tensor's bytes.</summary>
    /// <param name="offset">First byte, from the tensor's start, as a client claims.</param>
    /// <param name="bytes">Bytes, as a client claims.</param>
    /// <exception cref="BadFrameException">The part does not lie within the tensor.</exception>
    internal TensorRegion Part(ulong offset, ulong bytes)
    {
        // Compared without sums, which could wrap.
        if (offset > (ulong)Bytes || bytes > (ulong)Bytes - offset)
        {
            throw new BadFrameException(
                $"{bytes} bytes at offset {offset} do not lie within a tensor of {Bytes} bytes"
            );
        }

        return new TensorRegion(Buffer, Offset + (long)offset, (long)bytes);
    }
}

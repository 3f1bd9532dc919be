// Describes a range of a buffer as a tensor, which is how the protocol names bytes.
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// Ranges of bytes as one-dimensional tensors of I8, or of F32 where 32 bits cannot count the bytes. Servers check that the
/// tensor lies in its buffer and that the bytes moved lie in the tensor.
/// </summary>
internal static class RawRange
{
    /// <summary>The longest range with one descriptor, in bytes, when its length is a multiple of 4.</summary>
    internal const long MaximumBytes = 4L * uint.MaxValue;

    /// <summary>A descriptor of <paramref name="bytes"/> bytes at an address.</summary>
    /// <param name="handle">Handle of the buffer.</param>
    /// <param name="address">Address of the first byte.</param>
    /// <param name="bytes">
    /// Number of bytes; beyond 32 bits a multiple of 4 up to <see cref="MaximumBytes"/>.
    /// </param>
    internal static TensorDescriptor Describe(ulong handle, ulong address, long bytes)
    {
        bool isLong = bytes > uint.MaxValue;
        if (isLong && (bytes % sizeof(float) != 0 || bytes > MaximumBytes))
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "no descriptor holds such a range");
        }

        TensorDescriptor descriptor = default;
        descriptor.Id = 1;
        descriptor.Type = (uint)(isLong ? TensorType.F32 : TensorType.I8);
        descriptor.Buffer = handle;
        descriptor.Data = address;
        descriptor.Extents[0] = (uint)(isLong ? bytes / sizeof(float) : bytes);
        descriptor.Strides[0] = isLong ? sizeof(float) : 1u;
        for (int i = 1; i < 4; i++)
        {
            descriptor.Extents[i] = 1;
            // Cut to 32 bits as every client does; strides of single dimensions are never walked.
            descriptor.Strides[i] = (uint)bytes;
        }

        return descriptor;
    }
}

// Memory on a device.
namespace Caravan.Graph;

/// <summary>A range of bytes on a device.</summary>
public interface IDeviceBuffer : IDisposable
{
    /// <summary>Size in bytes.</summary>
    long Bytes { get; }

    /// <summary>Writes bytes at an offset.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range lies outside the buffer.</exception>
    void Write(long offset, ReadOnlySpan<byte> source);

    /// <summary>Reads bytes from an offset.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range lies outside the buffer.</exception>
    void Read(long offset, Span<byte> destination);

    /// <summary>Sets all bytes to zero.</summary>
    void Clear();
}
